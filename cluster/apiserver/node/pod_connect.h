#pragma once

#include "cluster/apiserver/handlers/target.h"
#include "cluster/apiserver/node/node_connection.h"
#include "cluster/apiserver/special_endpoints.h"

namespace skiff::apiserver {

/// pods/log, exec, attach and portforward: checked here, answered by the pod's kubelet. Upgraded
/// connections are passed through byte for byte: the kubelet knows all protocols.
void addPodConnectEndpoints(SpecialEndpoints& endpoints, const ApiServices& services, NodeConnection& nodes);

} // namespace skiff::apiserver
