#pragma once

#include "cluster/apiserver/handlers/target.h"
#include "cluster/apiserver/special_endpoints.h"

namespace skiff::apiserver {

/// pods/eviction: a deletion that the pod's disruption budget has to allow.
void addEvictionEndpoint(SpecialEndpoints& endpoints, const ApiServices& services);

} // namespace skiff::apiserver
