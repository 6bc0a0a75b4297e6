#include "cluster/apiserver/validation/cluster_objects.h"

#include "cluster/apiserver/validation/names.h"

#include <fmt/format.h>

#include <set>

namespace skiff::apiserver::validation {

namespace {

void checkTaints(const Field& taints)
{
    std::set<std::string> seen;
    for (const Field& each : taints.elements()) {
        each["key"].invalidForEach(qualifiedName(each["key"].text()));
        each["value"].invalidForEach(labelValue(each["value"].text()));
        each["effect"].requireOneOf({"NoSchedule", "PreferNoSchedule", "NoExecute"});
        const std::string identity = fmt::format("{}:{}", each["key"].text(), each["effect"].text());
        if (!seen.insert(identity).second) {
            each.duplicate(fmt::format("core.Taint{{Key:{}, Value:{}, Effect:{}, TimeAdded:<nil>}}",
                                       quote(each["key"].text()), quote(each["value"].text()),
                                       quote(each["effect"].text())));
        }
    }
}

void checkAddresses(const Field& endpoint, std::string_view type)
{
    constexpr size_t most = 100;
    const Field addresses = endpoint["addresses"];
    if (addresses.size() == 0)
        addresses.required("must contain at least 1 address");
    else if (addresses.size() > most)
        addresses.tooMany(addresses.size(), most);
    for (const Field& each : addresses.elements()) {
        if (type == "IPv4" && !isIPv4(each.text()))
            each.invalid("must be a valid IPv4 address");
        else if (type == "IPv6" && !isIPv6(each.text()))
            each.invalid("must be a valid IPv6 address");
        else if (type == "FQDN")
            each.invalidForEach(dnsSubdomain(each.text()));
    }
}

void checkSlicePorts(const Field& ports)
{
    constexpr size_t most = 20000;
    if (ports.size() > most)
        return ports.tooMany(ports.size(), most);
    std::set<std::string_view> names;
    for (const Field& each : ports.elements()) {
        const Field name = each["name"];
        if (!name.text().empty())
            name.invalidForEach(dnsLabel(name.text()));
        if (!names.insert(name.text()).second)
            name.duplicate();
        each["protocol"].requireOneOf({"SCTP", "TCP", "UDP"});
        if (each["port"])
            each["port"].invalidForEach(portNumber(each["port"].number()));
    }
}

} // namespace

void checkNamespace(const Field& object)
{
    for (const Field& each : object["spec"]["finalizers"].elements())
        each.invalidForEach(qualifiedName(each.text()));
}

void checkNode(const Field& object, const Field* old)
{
    const Field spec = object["spec"];
    checkTaints(spec["taints"]);
    if (!old)
        return;
    // What is set once stays.
    for (const char* member : {"podCIDR", "providerID"}) {
        const Field before = (*old)["spec"][member];
        if (!before.text().empty() && !spec[member].equals(before))
            spec[member].forbidden(fmt::format("node updates may not change {} except from \"\" to valid", member));
    }
}

void checkServiceAccount(const Field& object)
{
    for (const Field& each : object["imagePullSecrets"].elements()) {
        if (!each["name"].text().empty())
            each["name"].invalidForEach(dnsSubdomain(each["name"].text()));
    }
}

void checkLease(const Field& object)
{
    const Field seconds = object["spec"]["leaseDurationSeconds"];
    if (seconds && seconds.number() <= 0)
        seconds.invalid("must be greater than 0");
    object["spec"]["leaseTransitions"].requireNotNegative();
}

void checkEndpointSlice(const Field& object, const Field* old)
{
    constexpr size_t mostEndpoints = 1000;
    const Field type = object["addressType"];
    type.requireOneOf({"FQDN", "IPv4", "IPv6"});
    const Field endpoints = object["endpoints"];
    if (endpoints.size() > mostEndpoints)
        endpoints.tooMany(endpoints.size(), mostEndpoints);
    for (const Field& each : endpoints.elements()) {
        checkAddresses(each, type.text());
        if (!each["hostname"].text().empty())
            each["hostname"].invalidForEach(dnsLabel(each["hostname"].text()));
        if (!each["nodeName"].text().empty())
            each["nodeName"].invalidForEach(dnsSubdomain(each["nodeName"].text()));
    }
    checkSlicePorts(object["ports"]);
    if (old && !type.equals((*old)["addressType"]))
        type.invalid("field is immutable");
}

void checkEndpoints(const Field& object)
{
    for (const Field& subset : object["subsets"].elements()) {
        if (subset["addresses"].size() + subset["notReadyAddresses"].size() == 0)
            subset.required("must specify `addresses` or `notReadyAddresses`");
        for (const char* list : {"addresses", "notReadyAddresses"}) {
            for (const Field& each : subset[list].elements())
                each["ip"].invalidForEach(ipAddress(each["ip"].text()));
        }
        const bool several = subset["ports"].size() > 1;
        for (const Field& port : subset["ports"].elements()) {
            if (several && port["name"].text().empty())
                port["name"].required();
            else if (!port["name"].text().empty())
                port["name"].invalidForEach(dnsLabel(port["name"].text()));
            port["port"].invalidForEach(portNumber(port["port"].number()));
            port["protocol"].requireOneOf({"SCTP", "TCP", "UDP"});
        }
    }
}

} // namespace skiff::apiserver::validation
