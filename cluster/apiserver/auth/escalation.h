#pragma once

#include "cluster/apiserver/auth/authorizer.h"
#include "cluster/apiserver/auth/rbac_policy.h"
#include "cluster/apiserver/auth/refusal.h"

#include <optional>

namespace skiff::apiserver::auth {

/// A create or update of an object of rbac.authorization.k8s.io.
struct RbacWrite
{
    std::string_view resource; ///< "roles", "clusterroles", "rolebindings", "clusterrolebindings"
    std::string_view nameSpace;
    std::string_view name;
    const data::Value* before = nullptr; ///< nullptr for a create
    const data::Value* after = nullptr;
};

/// Refuses what would give `user`, or anybody, rights that `user` does not hold: a role with more
/// rules unless the user may "escalate" it, a binding to a role with more rules unless the user may
/// "bind" it. Members of system:masters may do both. Nothing: go on.
std::optional<Refusal> checkEscalation(const Authorizer& authorizer, const RbacPolicy& policy, const User& user,
                                       const RbacWrite& write);

} // namespace skiff::apiserver::auth
