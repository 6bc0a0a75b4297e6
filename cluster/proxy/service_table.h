#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace skiff::proxy {

/// One address that serves a service port.
struct Endpoint
{
    std::string address;
    uint16_t port = 0;
    bool local = false;              ///< its pod runs on this node

    auto operator<=>(const Endpoint&) const = default;
};

/// One port of one service, with everything the rules need.
struct ServicePort
{
    std::string nameSpace;
    std::string service;
    std::string protocol = "tcp";    ///< "tcp", "udp", "sctp"
    uint16_t port = 0;
    uint16_t nodePort = 0;           ///< 0: none
    std::vector<std::string> clusterAddresses;
    std::vector<std::string> externalAddresses; ///< external IPs and load-balancer addresses
    uint32_t affinitySeconds = 0;    ///< sessionAffinity ClientIP when above 0
    bool internalLocal = false;      ///< internalTrafficPolicy: Local
    bool externalLocal = false;      ///< externalTrafficPolicy: Local
    std::vector<Endpoint> endpoints; ///< the ready ones; sorted
};

/// What this node is among the others.
struct NodeNetwork
{
    std::string nodeAddress;                      ///< "172.30.0.2"
    std::string podRange = "10.244.0.0/16";       ///< of the whole cluster
    std::string serviceRange = "10.96.0.0/16";
};

} // namespace skiff::proxy
