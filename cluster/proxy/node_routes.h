#pragma once

#include "cluster/base/result.h"
#include "cluster/client/object.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace skiff::proxy {

/// Where the pods of the other nodes are: pod range → node address. Nodes without either are left out.
using NodeRoutes = std::map<std::string, std::string>;

NodeRoutes nodeRoutes(const std::vector<client::ObjectPtr>& nodes, std::string_view ownNode);

/// Makes the kernel's routes to other nodes' pods equal to `wanted`, given that `present` is what
/// an earlier call made. Blocks (runs `ip`).
Status applyNodeRoutes(const NodeRoutes& present, const NodeRoutes& wanted);

/// Gives the service range a route over the device that has `nodeAddress`: without one the node's
/// own processes could not even begin to send to a service, and no rule would see the packet. Blocks.
Status routeServices(const std::string& serviceRange, const std::string& nodeAddress);

} // namespace skiff::proxy
