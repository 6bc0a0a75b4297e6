#pragma once

#include "cluster/apiserver/handlers/target.h"
#include "cluster/apiserver/special_endpoints.h"

namespace skiff::apiserver {

/// pods/binding and bindings (a pod gets its node, once), pods/eviction (a pod is asked to go).
void addBindingEndpoints(SpecialEndpoints& endpoints, const ApiServices& services);

} // namespace skiff::apiserver
