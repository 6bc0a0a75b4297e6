#include "cluster/apiserver/auth/rbac_authorizer.h"

#include <algorithm>

#include <fmt/core.h>

namespace skiff::apiserver::auth {

namespace {

/// Calls `visit` for each binding that names the user or one of its groups, cluster-wide ones
/// first, until it returns true.
template <class Visit>
bool visitBindings(const RbacSnapshot& snapshot, const User& user, std::string_view nameSpace, const Visit& visit)
{
    const auto visitScope = [&](const RbacScope& scope) {
        const auto visitAll = [&](const auto& index, std::string_view name) {
            const auto found = index.find(name);
            return found != index.end() && std::any_of(found->second.begin(), found->second.end(), visit);
        };
        return visitAll(scope.byUser, user.name) ||
               std::any_of(user.groups.begin(), user.groups.end(),
                           [&](const std::string& group) { return visitAll(scope.byGroup, group); });
    };
    return visitScope(snapshot.scope({})) || (!nameSpace.empty() && visitScope(snapshot.scope(nameSpace)));
}

std::string describeSubject(const Binding& binding, const User& user)
{
    for (const Subject& subject : binding.subjects) {
        if (subject.kind == Subject::Kind::User && subject.name == user.name)
            return fmt::format("User \"{}\"", subject.name);
        if (subject.kind == Subject::Kind::Group && user.inGroup(subject.name))
            return fmt::format("Group \"{}\"", subject.name);
        if (subject.kind == Subject::Kind::ServiceAccount &&
            serviceAccountUser(subject.nameSpace, subject.name) == user.name)
            return fmt::format("ServiceAccount \"{}/{}\"", subject.name, subject.nameSpace);
    }
    return {};
}

std::string describeGrant(const Binding& binding, const User& user)
{
    const std::string name = binding.nameSpace.empty() ? binding.name : binding.name + '/' + binding.nameSpace;
    return fmt::format("RBAC: allowed by {} \"{}\" of {} \"{}\" to {}",
                       binding.nameSpace.empty() ? "ClusterRoleBinding" : "RoleBinding", name,
                       binding.toClusterRole ? "ClusterRole" : "Role", binding.role, describeSubject(binding, user));
}

/// "a" or "[a, b]", each once.
class Complaints
{
public:
    void addMissingRole(const Binding& binding)
    {
        std::string text = fmt::format("{}.{} \"{}\" not found", binding.toClusterRole ? "clusterrole" : "role",
                                       rbacGroup, binding.role);
        if (std::find(m_texts.begin(), m_texts.end(), text) == m_texts.end())
            m_texts.push_back(std::move(text));
    }
    bool empty() const { return m_texts.empty(); }
    std::string text() const
    {
        if (m_texts.size() < 2)
            return m_texts.empty() ? std::string() : m_texts.front();
        std::string all = "[";
        for (size_t i = 0; i < m_texts.size(); ++i)
            all += (i ? ", " : "") + m_texts[i];
        return all + ']';
    }

private:
    std::vector<std::string> m_texts;
};

} // namespace

Verdict RbacAuthorizer::authorize(const User& user, const Attributes& attributes) const
{
    const auto snapshot = m_policy.snapshot();
    Complaints complaints;
    Verdict verdict;
    const std::string_view nameSpace = attributes.resourceRequest ? attributes.nameSpace : std::string_view();
    const bool allowed = visitBindings(*snapshot, user, nameSpace, [&](const std::shared_ptr<const Binding>& binding) {
        const std::vector<PolicyRule>* rules = snapshot->rulesOf(*binding);
        if (!rules) {
            complaints.addMissingRole(*binding);
            return false;
        }
        if (std::none_of(rules->begin(), rules->end(),
                         [&](const PolicyRule& rule) { return allows(rule, attributes); }))
            return false;
        verdict = {Decision::Allow, describeGrant(*binding, user)};
        return true;
    });
    if (!allowed && !complaints.empty())
        verdict.reason = "RBAC: " + complaints.text();
    return verdict;
}

RuleSet RbacAuthorizer::rulesFor(const User& user, std::string_view nameSpace) const
{
    const auto snapshot = m_policy.snapshot();
    RuleSet all;
    Complaints complaints;
    visitBindings(*snapshot, user, nameSpace, [&](const std::shared_ptr<const Binding>& binding) {
        const std::vector<PolicyRule>* rules = snapshot->rulesOf(*binding);
        if (!rules) {
            complaints.addMissingRole(*binding);
            return false;
        }
        for (const PolicyRule& rule : *rules)
            all.add(rule);
        return false;
    });
    all.incomplete = !complaints.empty();
    all.error = complaints.text();
    return all;
}

} // namespace skiff::apiserver::auth
