#include "cluster/proxy/ruleset.h"

#include <fmt/format.h>

#include <algorithm>

namespace skiff::proxy {

namespace {

constexpr std::string_view Table = "ip skiff-services";
/// Set on packets whose source must become the node's address; kube-proxy's bit, since tools know it.
constexpr std::string_view MasqueradeMark = "0x4000";

std::string portName(const ServicePort& service)
{
    return fmt::format("{}/{}/{}/{}", service.nameSpace, service.service, service.protocol, service.port);
}

std::string endpointName(const ServicePort& service, const Endpoint& endpoint)
{
    return fmt::format("{}__{}/{}", portName(service), endpoint.address, endpoint.port);
}

std::vector<Endpoint> localOnly(const std::vector<Endpoint>& endpoints)
{
    std::vector<Endpoint> local;
    std::copy_if(endpoints.begin(), endpoints.end(), std::back_inserter(local),
                 [](const Endpoint& endpoint) { return endpoint.local; });
    return local;
}

void addRules(std::string& script, const std::string& chain, const std::string& rules)
{
    size_t begin = 0;
    while (begin < rules.size()) {
        const size_t end = rules.find('\n', begin);
        script += fmt::format("add rule {} {} {}\n", Table, chain, rules.substr(begin, end - begin));
        begin = end + 1;
    }
}

using Named = std::map<std::string, std::string>;

void deleteGoneElements(std::string& script, const char* map, const Named& before, const Named& after)
{
    for (const auto& [key, verdict] : before) {
        const auto kept = after.find(key);
        if (kept == after.end() || kept->second != verdict)
            script += fmt::format("delete element {} {} {{ {} }}\n", Table, map, key);
    }
}

void addNewElements(std::string& script, const char* map, const Named& before, const Named& after)
{
    for (const auto& [key, verdict] : after) {
        const auto known = before.find(key);
        if (known == before.end() || known->second != verdict)
            script += fmt::format("add element {} {} {{ {} : {} }}\n", Table, map, key, verdict);
    }
}

} // namespace

Ruleset Ruleset::of(const std::vector<ServicePort>& services, const NodeNetwork& network)
{
    Ruleset rules;
    rules.m_base = rules.baseChains(network);
    for (const ServicePort& service : services)
        rules.add(service, network);
    return rules;
}

void Ruleset::add(const ServicePort& service, const NodeNetwork& network)
{
    // Without an endpoint the packet stays addressed to the service and the filter chains refuse it.
    const std::vector<Endpoint> internal = service.internalLocal ? localOnly(service.endpoints) : service.endpoints;
    const std::string name = portName(service);
    if (!internal.empty()) {
        const std::string chain = addEndpoints(service, internal, "service-" + name);
        for (const std::string& address : service.clusterAddresses)
            m_services[fmt::format("{} . {} . {}", address, service.protocol, service.port)] = "goto " + chain;
    }
    const bool external = service.nodePort != 0 || !service.externalAddresses.empty();
    if (!external || service.endpoints.empty())
        return;
    const std::string all = addEndpoints(service, service.endpoints, "all-" + name);
    const std::string chain = "external-" + name;
    if (!service.externalLocal) {
        m_chains[chain] = fmt::format("meta mark set meta mark | {}\ngoto {}\n", MasqueradeMark, all);
    } else {
        // The client's address is kept, so only this node's own endpoints can answer it.
        const std::vector<Endpoint> local = localOnly(service.endpoints);
        m_chains[chain] = fmt::format("ip saddr {} goto {}\n", network.podRange, all) +
                          (local.empty() ? std::string("drop\n")
                                         : fmt::format("goto {}\n", addEndpoints(service, local, "local-" + name)));
    }
    if (service.nodePort != 0)
        m_nodePorts[fmt::format("{} . {}", service.protocol, service.nodePort)] = "goto " + chain;
    for (const std::string& address : service.externalAddresses)
        m_services[fmt::format("{} . {} . {}", address, service.protocol, service.port)] = "goto " + chain;
}

std::string Ruleset::addEndpoints(const ServicePort& service, const std::vector<Endpoint>& endpoints,
                                  const std::string& chain)
{
    std::string rules;
    std::string verdicts;
    for (size_t i = 0; i < endpoints.size(); ++i) {
        const std::string target = endpointChain(service, endpoints[i]);
        if (service.affinitySeconds > 0)
            rules += fmt::format("ip saddr @affinity-{} goto {}\n", endpointName(service, endpoints[i]), target);
        verdicts += fmt::format("{}{} : goto {}", i == 0 ? "" : ", ", i, target);
    }
    rules += fmt::format("numgen random mod {} vmap {{ {} }}\n", endpoints.size(), verdicts);
    m_chains[chain] = std::move(rules);
    return chain;
}

std::string Ruleset::endpointChain(const ServicePort& service, const Endpoint& endpoint)
{
    const std::string name = endpointName(service, endpoint);
    const std::string chain = "endpoint-" + name;
    // A pod that reaches itself through its service must not see its own address as the source.
    std::string rules =
        fmt::format("ip saddr {} meta mark set meta mark | {}\n", endpoint.address, MasqueradeMark);
    if (service.affinitySeconds > 0) {
        m_sets["affinity-" + name] = fmt::format("{{ type ipv4_addr; flags dynamic, timeout; timeout {}s; size 65535; }}",
                                                 service.affinitySeconds);
        rules += fmt::format("update @affinity-{} {{ ip saddr }}\n", name);
    }
    rules += fmt::format("meta l4proto {} dnat to {}:{}\n", service.protocol, endpoint.address, endpoint.port);
    m_chains[chain] = std::move(rules);
    return chain;
}

std::string Ruleset::baseChains(const NodeNetwork& network) const
{
    return fmt::format(R"(add map {0} services {{ type ipv4_addr . inet_proto . inet_service : verdict; }}
add map {0} node-ports {{ type inet_proto . inet_service : verdict; }}
add chain {0} dispatch
add rule {0} dispatch ip daddr . meta l4proto . th dport vmap @services
add rule {0} dispatch ip daddr {1} meta l4proto . th dport vmap @node-ports
add chain {0} prerouting {{ type nat hook prerouting priority dstnat; }}
add rule {0} prerouting jump dispatch
add chain {0} output {{ type nat hook output priority -100; }}
add rule {0} output jump dispatch
add chain {0} postrouting {{ type nat hook postrouting priority srcnat; }}
add rule {0} postrouting meta mark & {4} == {4} masquerade fully-random
add rule {0} postrouting ip saddr {2} ip daddr != {2} ip daddr != {3} oifname != "lo" masquerade fully-random
add chain {0} refuse
add rule {0} refuse ip daddr {3} fib daddr type != local reject
add chain {0} forward {{ type filter hook forward priority filter; }}
add rule {0} forward jump refuse
add chain {0} filter-output {{ type filter hook output priority filter; }}
add rule {0} filter-output jump refuse
)",
                       Table, network.nodeAddress, network.podRange, network.serviceRange, MasqueradeMark);
}

std::string Ruleset::script() const
{
    // "add" first, so that "delete" cannot fail when there is no table yet.
    std::string script = fmt::format("add table {0}\ndelete table {0}\nadd table {0}\n", Table);
    script += m_base;
    Ruleset empty;
    empty.m_base = m_base;
    return script + scriptFrom(empty);
}

std::string Ruleset::scriptFrom(const Ruleset& before) const
{
    if (before.m_base != m_base)
        return script();
    std::string script;
    for (const auto& [name, definition] : m_sets) {
        const auto known = before.m_sets.find(name);
        if (known != before.m_sets.end() && known->second == definition)
            continue;
        // A set's timeout cannot change: then everything is built anew, affinity included.
        if (known != before.m_sets.end())
            return this->script();
        script += fmt::format("add set {} {} {}\n", Table, name, definition);
    }
    for (const auto& [name, rules] : m_chains)
        if (!before.m_chains.contains(name))
            script += fmt::format("add chain {} {}\n", Table, name);
    deleteGoneElements(script, "services", before.m_services, m_services);
    deleteGoneElements(script, "node-ports", before.m_nodePorts, m_nodePorts);
    for (const auto& [name, rules] : before.m_chains) {
        const auto kept = m_chains.find(name);
        if (kept == m_chains.end() || kept->second != rules)
            script += fmt::format("flush chain {} {}\n", Table, name);
    }
    for (const auto& [name, rules] : m_chains) {
        const auto known = before.m_chains.find(name);
        if (known == before.m_chains.end() || known->second != rules)
            addRules(script, name, rules);
    }
    addNewElements(script, "services", before.m_services, m_services);
    addNewElements(script, "node-ports", before.m_nodePorts, m_nodePorts);
    for (const auto& [name, rules] : before.m_chains)
        if (!m_chains.contains(name))
            script += fmt::format("delete chain {} {}\n", Table, name);
    for (const auto& [name, definition] : before.m_sets)
        if (!m_sets.contains(name))
            script += fmt::format("delete set {} {}\n", Table, name);
    return script;
}

} // namespace skiff::proxy
