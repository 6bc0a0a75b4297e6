#include "cluster/apiserver/auth/rbac_policy.h"

#include "cluster/apiserver/auth/user.h"

#include <algorithm>
#include <set>

namespace skiff::apiserver::auth {

namespace {

using Roles = std::map<std::string, std::shared_ptr<const Role>, std::less<>>;

void collect(const Role& role, const Roles& roles, std::set<std::string_view>& visited, RuleSet& rules)
{
    for (const auto& named : roles) {
        const Role& other = *named.second;
        const bool wanted = std::any_of(role.collects.begin(), role.collects.end(),
                                        [&](const LabelRule& selector) { return selector.matches(other.labels); });
        if (!wanted || !visited.insert(named.first).second)
            continue;
        if (!other.collects.empty()) {
            collect(other, roles, visited, rules);
            continue;
        }
        for (const PolicyRule& rule : other.rules)
            rules.add(rule);
    }
}

void arrange(RbacScope& scope)
{
    scope.collected.clear();
    scope.byUser.clear();
    scope.byGroup.clear();
    for (const auto& [name, role] : scope.roles) {
        if (!role->collects.empty())
            scope.collected.emplace(name, collectRules(*role, scope.roles));
    }
    for (const auto& [name, binding] : scope.bindings) {
        for (const Subject& subject : binding->subjects) {
            auto& index = subject.kind == Subject::Kind::Group ? scope.byGroup : scope.byUser;
            const bool account = subject.kind == Subject::Kind::ServiceAccount;
            auto& list = index[account ? serviceAccountUser(subject.nameSpace, subject.name) : subject.name];
            if (list.empty() || list.back() != binding)
                list.push_back(binding);
        }
    }
}

} // namespace

std::vector<PolicyRule> collectRules(const Role& aggregated, const Roles& roles)
{
    RuleSet rules;
    std::set<std::string_view> visited = {aggregated.name};
    collect(aggregated, roles, visited, rules);
    return std::move(rules.rules);
}

const std::vector<PolicyRule>* RbacScope::rulesOf(std::string_view role) const
{
    if (const auto aggregated = collected.find(role); aggregated != collected.end())
        return &aggregated->second;
    const auto found = roles.find(role);
    return found != roles.end() ? &found->second->rules : nullptr;
}

const RbacScope& RbacSnapshot::scope(std::string_view nameSpace) const
{
    static const RbacScope nothing;
    const auto found = m_scopes.find(nameSpace);
    return found != m_scopes.end() ? *found->second : nothing;
}

const std::vector<PolicyRule>* RbacSnapshot::rulesOf(const Binding& binding) const
{
    return scope(binding.toClusterRole ? std::string_view() : std::string_view(binding.nameSpace))
        .rulesOf(binding.role);
}

RbacScope& RbacPolicy::change(std::string_view nameSpace)
{
    auto& scope = m_changed[std::string(nameSpace)];
    if (!scope)
        scope = std::make_shared<RbacScope>(m_snapshot->scope(nameSpace));
    return *scope;
}

void RbacPolicy::put(Role role)
{
    const MutexLock lock(m_mutex);
    auto& roles = change(role.nameSpace).roles;
    auto shared = std::make_shared<const Role>(std::move(role));
    roles[shared->name] = shared;
}

void RbacPolicy::removeRole(std::string_view nameSpace, std::string_view name)
{
    const MutexLock lock(m_mutex);
    auto& roles = change(nameSpace).roles;
    if (const auto found = roles.find(name); found != roles.end())
        roles.erase(found);
}

void RbacPolicy::put(Binding binding)
{
    const MutexLock lock(m_mutex);
    auto& bindings = change(binding.nameSpace).bindings;
    auto shared = std::make_shared<const Binding>(std::move(binding));
    bindings[shared->name] = shared;
}

void RbacPolicy::removeBinding(std::string_view nameSpace, std::string_view name)
{
    const MutexLock lock(m_mutex);
    auto& bindings = change(nameSpace).bindings;
    if (const auto found = bindings.find(name); found != bindings.end())
        bindings.erase(found);
}

std::shared_ptr<const RbacSnapshot> RbacPolicy::snapshot() const
{
    const MutexLock lock(m_mutex);
    if (m_changed.empty())
        return m_snapshot;
    auto next = std::make_shared<RbacSnapshot>(*m_snapshot);
    for (auto& [nameSpace, scope] : m_changed) {
        arrange(*scope);
        if (scope->roles.empty() && scope->bindings.empty())
            next->m_scopes.erase(nameSpace);
        else
            next->m_scopes[nameSpace] = std::move(scope);
    }
    m_changed.clear();
    m_snapshot = std::move(next);
    return m_snapshot;
}

} // namespace skiff::apiserver::auth
