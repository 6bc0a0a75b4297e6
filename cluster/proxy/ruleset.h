#pragma once

#include "cluster/proxy/service_table.h"

#include <map>
#include <string>
#include <vector>

namespace skiff::proxy {

/// The node's service rules as text by name: chains, map elements and sets of the nftables table
/// `ip skiff-services`. A value; two of them make the transaction that leads from one to the other.
///
/// A packet meets: `services` (map by address, protocol, port) → chain of the service port → chain
/// of one endpoint (dnat). Packets from outside go through an "external" chain first, which marks
/// them for masquerade. What is still addressed to the service range afterwards is refused.
class Ruleset
{
public:
    static Ruleset of(const std::vector<ServicePort>& services, const NodeNetwork& network);

    /// An `nft -f` script that builds the whole table anew, whatever stood there.
    std::string script() const;
    /// An `nft -f` script that turns `before` into this; empty when they are equal.
    std::string scriptFrom(const Ruleset& before) const;

    bool operator==(const Ruleset&) const = default;

private:
    void add(const ServicePort& service, const NodeNetwork& network);
    std::string addEndpoints(const ServicePort& service, const std::vector<Endpoint>& endpoints,
                             const std::string& chain);
    std::string endpointChain(const ServicePort& service, const Endpoint& endpoint);
    std::string baseChains(const NodeNetwork& network) const;

    std::map<std::string, std::string> m_sets;       ///< name → definition
    std::map<std::string, std::string> m_chains;     ///< name → rules, one a line
    std::map<std::string, std::string> m_services;   ///< element of map `services` → verdict
    std::map<std::string, std::string> m_nodePorts;  ///< element of map `node-ports` → verdict
    std::string m_base;                              ///< hooks and constant chains
};

} // namespace skiff::proxy
