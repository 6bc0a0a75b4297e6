#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace skiff::apiserver::auth {

/// One rule of a Role or ClusterRole (rbac.authorization.k8s.io/v1 PolicyRule).
struct PolicyRule
{
    std::vector<std::string> verbs;
    std::vector<std::string> apiGroups;
    std::vector<std::string> resources;        ///< "pods", "pods/log", "*/scale", "*"
    std::vector<std::string> resourceNames;    ///< empty: every name
    std::vector<std::string> nonResourceUrls;  ///< "/metrics", "/healthz/*", "*"

    bool operator==(const PolicyRule&) const = default;
};

/// Every rule that holds for a user in a namespace.
struct RuleSet
{
    std::vector<PolicyRule> rules;
    bool incomplete = false;                   ///< some rules could not be listed
    std::string error;                         ///< why
};

} // namespace skiff::apiserver::auth
