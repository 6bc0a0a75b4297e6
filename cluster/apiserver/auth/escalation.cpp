#include "cluster/apiserver/auth/escalation.h"

#include <set>

#include <fmt/core.h>

namespace skiff::apiserver::auth {

namespace {

Refusal forbidden(const RbacWrite& write, const std::string& why)
{
    return {403,
            "Forbidden",
            fmt::format("{}.{} \"{}\" is forbidden: {}", write.resource, rbacGroup, write.name, why),
            std::string(write.name),
            std::string(rbacGroup),
            std::string(write.resource),
            {}};
}

bool mayVerb(const Authorizer& authorizer, const User& user, std::string_view verb, std::string_view resource,
             std::string_view nameSpace, std::string_view name)
{
    const Attributes attributes{.verb = verb,
                                .apiGroup = rbacGroup,
                                .apiVersion = "v1",
                                .resource = resource,
                                .nameSpace = nameSpace,
                                .name = name};
    return authorizer.authorize(user, attributes).decision == Decision::Allow;
}

/// Nothing when `user` holds all of `rules`; else what is missing, in words.
std::optional<std::string> notHeld(const Authorizer& authorizer, const User& user, std::string_view nameSpace,
                                   const std::vector<PolicyRule>& rules)
{
    const RuleSet held = authorizer.rulesFor(user, nameSpace);
    std::set<std::string> missing;
    for (const PolicyRule& rule : missingRules(held.rules, rules))
        missing.insert(describeRule(rule));
    if (missing.empty())
        return std::nullopt;
    std::string groups;
    for (const std::string& group : user.groups)
        groups += fmt::format("{}\"{}\"", groups.empty() ? "" : " ", group);
    std::string text = fmt::format(
        "user \"{}\" (groups=[{}]) is attempting to grant RBAC permissions not currently held:", user.name, groups);
    for (const std::string& one : missing)
        text += '\n' + one;
    if (!held.error.empty())
        text += "; resolution errors: [" + held.error + ']';
    return text;
}

std::vector<PolicyRule> rulesIn(const data::Value& role)
{
    const auto document = data::Document::from(role);
    return readRules(document->root()["rules"]);
}

bool sameField(const RbacWrite& write, std::string_view field)
{
    if (!write.before)
        return false;
    const data::Value* before = data::find(*write.before, {field});
    const data::Value* after = data::find(*write.after, {field});
    return before && after ? data::equal(*before, *after) : before == after;
}

std::optional<Refusal> checkRole(const Authorizer& authorizer, const User& user, const RbacWrite& write)
{
    if (sameField(write, "rules") && sameField(write, "aggregationRule"))
        return std::nullopt;
    if (mayVerb(authorizer, user, "escalate", write.resource, write.nameSpace, write.name))
        return std::nullopt;
    if (auto why = notHeld(authorizer, user, write.nameSpace, rulesIn(*write.after)))
        return forbidden(write, *why);
    // Whoever may aggregate gets the rules of roles that others will write.
    const std::vector<PolicyRule> everything = {{{"*"}, {"*"}, {"*"}, {}, {}}, {{"*"}, {}, {}, {}, {"*"}}};
    if (data::find(*write.after, {"aggregationRule"}) && notHeld(authorizer, user, write.nameSpace, everything))
        return forbidden(write, "must have cluster-admin privileges to use an aggregationRule");
    return std::nullopt;
}

std::optional<Refusal> checkBinding(const Authorizer& authorizer, const RbacPolicy& policy, const User& user,
                                    const RbacWrite& write)
{
    if (sameField(write, "subjects") && sameField(write, "roleRef"))
        return std::nullopt;
    const auto document = data::Document::from(*write.after);
    Binding binding = readBinding(document->root());
    binding.nameSpace = write.nameSpace;
    const std::string_view resource = binding.toClusterRole ? "clusterroles" : "roles";
    if (mayVerb(authorizer, user, "bind", resource, write.nameSpace, binding.role))
        return std::nullopt;
    const auto snapshot = policy.snapshot();
    const std::vector<PolicyRule>* rules = snapshot->rulesOf(binding);
    if (!rules)
        return Refusal{404,
                       "NotFound",
                       fmt::format("{}.{} \"{}\" not found", resource, rbacGroup, binding.role),
                       binding.role,
                       std::string(rbacGroup),
                       std::string(resource),
                       {}};
    if (auto why = notHeld(authorizer, user, write.nameSpace, *rules))
        return forbidden(write, *why);
    return std::nullopt;
}

} // namespace

std::optional<Refusal> checkEscalation(const Authorizer& authorizer, const RbacPolicy& policy, const User& user,
                                       const RbacWrite& write)
{
    if (user.inGroup(mastersGroup))
        return std::nullopt;
    return write.resource.ends_with("bindings") ? checkBinding(authorizer, policy, user, write)
                                                : checkRole(authorizer, user, write);
}

} // namespace skiff::apiserver::auth
