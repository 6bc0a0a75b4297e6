#pragma once

#include "cluster/base/result.h"
#include "cluster/client/transport.h"

#include <cstdint>
#include <string>

namespace skiff::server {

/// Where the API is reached from inside the cluster.
struct ApiAddress
{
    std::string serviceIp;        ///< of the Service "kubernetes", "10.96.0.1"
    std::string advertise;        ///< of this server; a loopback address is not made an endpoint
    uint16_t port = 6443;
};

/// Creates what every cluster starts with and brings what a newer version wants up to date:
/// namespaces, the default roles and bindings, the Service "kubernetes" and its endpoints. Waits;
/// `transport` acts as a member of system:masters.
Status createFirstObjects(client::Transport& transport, const ApiAddress& address);

} // namespace skiff::server
