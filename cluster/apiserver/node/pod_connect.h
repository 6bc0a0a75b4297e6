#pragma once

#include "cluster/apiserver/handlers/target.h"
#include "cluster/apiserver/node/node_connection.h"
#include "cluster/apiserver/special_endpoints.h"

namespace skiff::apiserver {

/// pods/log, exec, attach and portforward: checked here, answered by the pod's kubelet. Upgraded
/// connections are passed through byte for byte. WebSocket protocols that the runtime does not
/// speak are refused, so that clients fall back to SPDY.
void addPodConnectEndpoints(SpecialEndpoints& endpoints, const ApiServices& services, NodeConnection& nodes);

} // namespace skiff::apiserver
