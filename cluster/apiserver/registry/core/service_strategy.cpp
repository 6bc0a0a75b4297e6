#include "cluster/apiserver/registry/core/service_strategy.h"

#include "cluster/api/resource.h"

#include <fmt/format.h>

#include <map>
#include <set>

namespace skiff::apiserver {

namespace {

std::string_view typeOf(const data::Value& service)
{
    return data::stringAt(service, {"spec", "type"});
}

bool hasClusterIp(std::string_view type)
{
    return type != "ExternalName";
}

bool hasNodePorts(const data::Value& service)
{
    if (typeOf(service) == "NodePort")
        return true;
    if (typeOf(service) != "LoadBalancer")
        return false;
    const data::Value* allocate = data::find(service, {"spec", "allocateLoadBalancerNodePorts"});
    return !allocate || !allocate->is_bool() || allocate->as_bool();
}

data::Array* portsOf(data::Value& service)
{
    data::Value* ports = data::find(service, {"spec", "ports"});
    return ports && ports->is_array() ? &ports->as_array() : nullptr;
}

const data::Array* portsOf(const data::Value& service)
{
    const data::Value* ports = data::find(service, {"spec", "ports"});
    return ports && ports->is_array() ? &ports->as_array() : nullptr;
}

std::string goList(std::string_view only)
{
    return fmt::format("[]string{{{}}}", quoted(only));
}

/// The keys of everything that a service holds.
std::set<std::string> claimKeys(const ServiceClaims& claims, const data::Value& service)
{
    std::set<std::string> keys;
    if (const auto address = parseIpv4(data::stringAt(service, {"spec", "clusterIP"})))
        keys.insert(claims.addressKey(*address));
    if (const data::Array* ports = portsOf(service))
        for (const data::Value& port : *ports)
            if (const int64_t number = data::intAt(port, {"nodePort"}); number > 0)
                keys.insert(claims.portKey(uint16_t(number)));
    return keys;
}

std::string ownerOf(const data::Value& service)
{
    return std::string(data::stringAt(service, {"metadata", "uid"}));
}

ServiceClaims::Purpose purposeOf(const WriteCall& call)
{
    return call.dryRun ? ServiceClaims::Purpose::DryRun : ServiceClaims::Purpose::Keep;
}

/// Numbers that an update left out are those the service has already.
void keepNodePorts(data::Value& object, const data::Value& old)
{
    data::Array* ports = portsOf(object);
    const data::Array* before = portsOf(old);
    if (!ports || !before)
        return;
    for (data::Value& port : *ports) {
        if (data::intAt(port, {"nodePort"}) > 0)
            continue;
        for (const data::Value& candidate : *before)
            if (data::intAt(candidate, {"port"}) == data::intAt(port, {"port"}) &&
                data::stringAt(candidate, {"protocol"}) == data::stringAt(port, {"protocol"}) &&
                data::intAt(candidate, {"nodePort"}) > 0)
                port.as_object()["nodePort"] = data::intAt(candidate, {"nodePort"});
    }
}

void dropNodePorts(data::Value& object)
{
    if (data::Array* ports = portsOf(object))
        for (data::Value& port : *ports)
            port.as_object().erase("nodePort");
}

void setDefault(data::Object& spec, std::string_view key, data::Value value)
{
    if (const auto* present = spec.if_contains(key); !present || present->is_null())
        spec[key] = std::move(value);
}

void completeSpec(data::Value& object)
{
    data::Object& spec = data::ensureObject(object, {"spec"});
    const std::string type(typeOf(object));
    if (!hasClusterIp(type)) {
        for (const char* field : {"clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy", "internalTrafficPolicy"})
            spec.erase(field);
        return;
    }
    setDefault(spec, "ipFamilies", data::Array{"IPv4"});
    setDefault(spec, "ipFamilyPolicy", "SingleStack");
    setDefault(spec, "internalTrafficPolicy", "Cluster");
    if (type == "NodePort" || type == "LoadBalancer")
        setDefault(spec, "externalTrafficPolicy", "Cluster");
    else
        spec.erase("externalTrafficPolicy");
    if (type == "LoadBalancer")
        setDefault(spec, "allocateLoadBalancerNodePorts", true);
    else
        spec.erase("allocateLoadBalancerNodePorts");
}

} // namespace

void ServiceStrategy::prepareForCreate(data::Value& object, const WriteCall& call) const
{
    Strategy::prepareForCreate(object, call);
    object.as_object()["status"] = data::Value{{"loadBalancer", data::Object()}};
    completeSpec(object);
}

void ServiceStrategy::prepareForUpdate(data::Value& object, const data::Value& old, const WriteCall& call) const
{
    Strategy::prepareForUpdate(object, old, call);
    data::Object& spec = data::ensureObject(object, {"spec"});
    if (hasClusterIp(typeOf(object)) && hasClusterIp(typeOf(old)))
        for (const char* field : {"clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"})
            if (const data::Value* before = data::find(old, {"spec", field}))
                setDefault(spec, field, *before);
    if (hasNodePorts(object))
        keepNodePorts(object, old);
    else if (hasNodePorts(old))
        dropNodePorts(object);
    completeSpec(object);
}

Causes ServiceStrategy::validateUpdate(const data::Value& object, const data::Value& old, const WriteCall& call) const
{
    if (call.subresource == "status")
        return {};
    Causes causes;
    const std::string_view before = data::stringAt(old, {"spec", "clusterIP"});
    const std::string_view now = data::stringAt(object, {"spec", "clusterIP"});
    if (hasClusterIp(typeOf(object)) && hasClusterIp(typeOf(old)) && !before.empty() && before != now)
        causes.push_back(invalidField("spec.clusterIPs[0]", goList(now), "may not change once set"));
    return causes;
}

Checked ServiceStrategy::claimAddress(data::Value& object, const WriteCall& call) const
{
    data::Object& spec = data::ensureObject(object, {"spec"});
    const std::string asked(data::stringAt(object, {"spec", "clusterIP"}));
    const auto refuse = [&](std::string_view why) {
        return invalid(call.resource, data::stringAt(object, {"metadata", "name"}),
                       {invalidField("spec.clusterIPs", goList(asked), fmt::format("failed to allocate IP {}: {}", asked, why))});
    };
    if (asked.empty()) {
        SKIFF_TRY_ASSIGN(const uint32_t address, m_claims.claimAnyAddress(ownerOf(object), purposeOf(call)));
        spec["clusterIP"] = formatIpv4(address);
    } else if (asked != "None") {
        const auto address = parseIpv4(asked);
        if (!address || !m_claims.contains(*address))
            return refuse("the provided network does not match the current range");
        SKIFF_TRY_ASSIGN(const auto taken, m_claims.claimAddress(*address, ownerOf(object), purposeOf(call)));
        if (taken == ServiceClaims::Taken::No)
            return refuse("provided IP is already allocated");
    }
    spec["clusterIPs"] = data::Array{spec["clusterIP"]};
    return Done{};
}

Checked ServiceStrategy::claimPorts(data::Value& object, const WriteCall& call) const
{
    const ServiceClaims::Ranges& ranges = m_claims.ranges();
    data::Array* ports = portsOf(object);
    for (size_t i = 0; ports && i < ports->size(); ++i) {
        data::Value& port = (*ports)[i];
        const int64_t asked = data::intAt(port, {"nodePort"});
        const auto refuse = [&](std::string_view why) {
            return invalid(call.resource, data::stringAt(object, {"metadata", "name"}),
                           {invalidField(fmt::format("spec.ports[{}].nodePort", i), std::to_string(asked), why)});
        };
        if (asked != 0 && (asked < ranges.firstPort || asked > ranges.lastPort))
            return refuse(fmt::format("provided port is not in the valid range. The range of valid ports is {}-{}",
                                      ranges.firstPort, ranges.lastPort));
        if (asked == 0) {
            SKIFF_TRY_ASSIGN(const uint16_t number, m_claims.claimAnyPort(ownerOf(object), purposeOf(call)));
            port.as_object()["nodePort"] = number;
            continue;
        }
        SKIFF_TRY_ASSIGN(const auto taken, m_claims.claimPort(uint16_t(asked), ownerOf(object), purposeOf(call)));
        if (taken == ServiceClaims::Taken::No)
            return refuse("provided port is already allocated");
    }
    return Done{};
}

Checked ServiceStrategy::claim(data::Value& object, const data::Value* old, const WriteCall& call) const
{
    if (call.subresource == "status" || !hasClusterIp(typeOf(object)))
        return Done{};
    SKIFF_TRY(claimAddress(object, call));
    if (!hasNodePorts(object))
        return Done{};
    auto ports = claimPorts(object, call);
    if (!ports.ok() && !call.dryRun)
        release(object, old); // what was still to be had
    return ports;
}

void ServiceStrategy::release(const data::Value& object, const data::Value* kept) const
{
    const std::set<std::string> needed = kept ? claimKeys(m_claims, *kept) : std::set<std::string>();
    for (const std::string& key : claimKeys(m_claims, object))
        if (!needed.contains(key))
            m_claims.releaseKey(key, ownerOf(object));
}

Checked ServiceStrategy::repair(ServiceClaims& claims, const std::vector<data::Value>& services)
{
    std::map<std::string, std::string> wanted;
    for (const data::Value& service : services)
        for (const std::string& key : claimKeys(claims, service))
            wanted.emplace(key, ownerOf(service));
    SKIFF_TRY_ASSIGN(const auto present, claims.all());
    for (const ServiceClaims::Claim& claim : present) {
        const auto found = wanted.find(claim.key);
        if (found != wanted.end() && found->second == claim.owner)
            wanted.erase(found);
        else
            claims.releaseKey(claim.key, claim.owner);
    }
    for (const auto& [key, owner] : wanted)
        SKIFF_TRY(claims.claimKey(key, owner));
    return Done{};
}

} // namespace skiff::apiserver
