#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace skiff::apiserver::auth {

struct Attributes;

/// One rule of a Role or ClusterRole (rbac.authorization.k8s.io/v1 PolicyRule).
struct PolicyRule
{
    std::vector<std::string> verbs;
    std::vector<std::string> apiGroups;
    std::vector<std::string> resources;       ///< "pods", "pods/log", "*/scale", "*"
    std::vector<std::string> resourceNames;   ///< empty: every name
    std::vector<std::string> nonResourceUrls; ///< "/metrics", "/healthz/*", "*"

    bool operator==(const PolicyRule&) const = default;
};

/// Every rule that holds for a user in a namespace.
struct RuleSet
{
    std::vector<PolicyRule> rules;
    bool incomplete = false; ///< some rules could not be listed
    std::string error;       ///< why

    /// Appends a rule unless the same is there.
    void add(PolicyRule rule);
};

/// Whether the rule allows what `attributes` say.
bool allows(const PolicyRule& rule, const Attributes& attributes);

/// What of `wanted` no rule of `held` allows: each part has one verb on one resource (of one name) or
/// one path, or several verbs when all are missing. Empty: everything is held.
std::vector<PolicyRule> missingRules(const std::vector<PolicyRule>& held, const std::vector<PolicyRule>& wanted);

/// `{APIGroups:[""], Resources:["pods"], Verbs:["get" "list"]}`, as refusals show a rule.
std::string describeRule(const PolicyRule& rule);

} // namespace skiff::apiserver::auth
