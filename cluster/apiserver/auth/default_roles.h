#pragma once

#include "cluster/apiserver/auth/rbac_objects.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skiff::apiserver::auth {

/// A role or binding that a new cluster starts with.
struct DefaultRbacObject
{
    std::string_view resource; ///< "clusterroles", "roles", "clusterrolebindings", "rolebindings"
    std::string nameSpace;     ///< empty for the cluster's
    std::string name;
    data::Value object; ///< ready to be created
};

/// All of resources/rbac/default-roles.txt, roles before the bindings to them. Each carries the label
/// kubernetes.io/bootstrapping=rbac-defaults and the annotation rbac.authorization.kubernetes.io/autoupdate.
/// Read anew by each call (under a millisecond).
std::vector<DefaultRbacObject> defaultRbacObjects();

/// The rules a node may use on what is its own: those of the cluster role system:node.
const std::vector<PolicyRule>& nodeRules();

/// What a start has to bring a stored default object up to date: nothing when autoupdate is turned
/// off or nothing is missing, else `stored` with the missing rules, subjects, labels and annotations
/// added. A binding whose roleRef differs cannot be changed: then nothing too.
std::optional<data::Value> reconcileDefault(const data::Value& stored, const DefaultRbacObject& wanted);

} // namespace skiff::apiserver::auth
