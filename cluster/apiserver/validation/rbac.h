#pragma once

#include "cluster/apiserver/validation/field.h"

namespace skiff::apiserver::validation {

/// Role and ClusterRole.
void checkRole(const Field& role, bool namespaced);

/// RoleBinding and ClusterRoleBinding. `old` is nullptr for create.
void checkRoleBinding(const Field& binding, bool namespaced, const Field* old);

} // namespace skiff::apiserver::validation
