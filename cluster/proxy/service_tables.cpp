#include "cluster/proxy/service_tables.h"

#include "cluster/api/views/endpoint_slice.h"
#include "cluster/api/views/service.h"

#include <algorithm>
#include <map>

namespace skiff::proxy {

namespace {

constexpr std::string_view ServiceNameLabel = "kubernetes.io/service-name";
constexpr uint32_t DefaultAffinitySeconds = 10800;

/// The endpoints behind one named port, before it is known whether ready ones are enough.
struct Candidates
{
    std::vector<Endpoint> ready;
    std::vector<Endpoint> servingTerminating;
};

using ServiceKey = std::pair<std::string, std::string>;                ///< namespace, name
using PortKey = std::pair<std::string, std::string>;                   ///< port name, protocol
using EndpointTable = std::map<ServiceKey, std::map<PortKey, Candidates>>;

std::string lowered(std::string_view text)
{
    std::string result(text.empty() ? "TCP" : text);
    std::transform(result.begin(), result.end(), result.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; });
    return result;
}

void addSlice(EndpointTable& table, const client::Object& object, std::string_view nodeName)
{
    const api::EndpointSliceView slice(object.root());
    const std::string_view service = object.labels()[ServiceNameLabel].asString();
    if (service.empty() || slice.addressType() != "IPv4")
        return;
    auto& ports = table[{object.ns(), std::string(service)}];
    for (const api::DiscoveryEndpointPortView port : slice.ports()) {
        Candidates& candidates = ports[{std::string(port.name()), lowered(port.protocol())}];
        for (const api::EndpointView endpoint : slice.endpoints()) {
            if (endpoint.addresses().empty())
                continue;
            const Endpoint entry{std::string(*endpoint.addresses().begin()), uint16_t(port.port().value_or(0)),
                                 endpoint.nodeName() == nodeName};
            const api::EndpointConditionsView conditions = endpoint.conditions();
            if (!conditions.hasReady() || conditions.ready())
                candidates.ready.push_back(entry);
            else if (conditions.serving() && conditions.terminating())
                candidates.servingTerminating.push_back(entry);
        }
    }
}

std::vector<std::string> externalAddresses(const api::ServiceView& service)
{
    std::vector<std::string> addresses;
    for (const std::string_view address : service.spec().externalIPs())
        addresses.emplace_back(address);
    for (const api::LoadBalancerIngressView ingress : service.status().loadBalancer().ingress())
        if (!ingress.ip().empty())
            addresses.emplace_back(ingress.ip());
    return addresses;
}

uint32_t affinitySeconds(const api::ServiceSpecView& spec)
{
    if (spec.sessionAffinity() != "ClientIP")
        return 0;
    return uint32_t(spec.sessionAffinityConfig().clientIP().timeoutSeconds().value_or(DefaultAffinitySeconds));
}

} // namespace

std::vector<ServicePort> serviceTables(const std::vector<client::ObjectPtr>& services,
                                       const std::vector<client::ObjectPtr>& slices, std::string_view nodeName)
{
    EndpointTable endpoints;
    for (const client::ObjectPtr& slice : slices)
        addSlice(endpoints, *slice, nodeName);

    std::vector<ServicePort> tables;
    for (const client::ObjectPtr& object : services) {
        const api::ServiceView service(object->root());
        const api::ServiceSpecView spec = service.spec();
        if (spec.type() == "ExternalName" || spec.clusterIP().empty() || spec.clusterIP() == "None")
            continue;
        ServicePort shared{.nameSpace = object->ns(), .service = object->name()};
        for (const std::string_view address : spec.clusterIPs())
            if (address.find(':') == std::string_view::npos)
                shared.clusterAddresses.emplace_back(address);
        shared.externalAddresses = externalAddresses(service);
        shared.affinitySeconds = affinitySeconds(spec);
        shared.internalLocal = spec.internalTrafficPolicy() == "Local";
        shared.externalLocal = spec.externalTrafficPolicy() == "Local";
        for (const api::ServicePortView port : spec.ports()) {
            ServicePort table = shared;
            table.protocol = lowered(port.protocol());
            table.port = uint16_t(port.port().value_or(0));
            table.nodePort = uint16_t(port.nodePort().value_or(0));
            Candidates& found =
                endpoints[{table.nameSpace, table.service}][{std::string(port.name()), table.protocol}];
            table.endpoints = found.ready.empty() ? found.servingTerminating : found.ready;
            std::sort(table.endpoints.begin(), table.endpoints.end());
            table.endpoints.erase(std::unique(table.endpoints.begin(), table.endpoints.end()), table.endpoints.end());
            tables.push_back(std::move(table));
        }
    }
    return tables;
}

} // namespace skiff::proxy
