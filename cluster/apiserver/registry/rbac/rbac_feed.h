#pragma once

#include "cluster/apiserver/auth/rbac_policy.h"
#include "cluster/apiserver/registry/registry.h"

namespace skiff::apiserver {

/// Puts the stored roles and bindings into `policy` and keeps it up to date. Returns when the
/// present ones are in. `policy` must outlive the cache's thread.
void feedPolicy(const Registry& registry, WatchCache& cache, auth::RbacPolicy& policy);

} // namespace skiff::apiserver
