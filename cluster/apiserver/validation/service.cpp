#include "cluster/apiserver/validation/service.h"

#include "cluster/apiserver/validation/metadata.h"
#include "cluster/apiserver/validation/names.h"

#include <fmt/format.h>

#include <set>

namespace skiff::apiserver::validation {

namespace {

/// core.ServicePort with only what the error is about, as Go prints it.
std::string goServicePort(std::string_view protocol, int64_t port, int64_t nodePort)
{
    return fmt::format("core.ServicePort{{Name:\"\", Protocol:{}, AppProtocol:(*string)(nil), Port:{}, "
                       "TargetPort:intstr.IntOrString{{Type:0, IntVal:0, StrVal:\"\"}}, NodePort:{}}}",
                       quote(protocol), port, nodePort);
}

void checkPort(const Field& port, bool several, std::set<std::string_view>& names)
{
    const Field name = port["name"];
    if (several && name.text().empty()) {
        name.required();
    } else if (!name.text().empty()) {
        name.invalidForEach(dnsLabel(name.text()));
        if (!names.insert(name.text()).second)
            name.duplicate();
    }
    port["port"].invalidForEach(portNumber(port["port"].number()));
    port["protocol"].requireOneOf({"SCTP", "TCP", "UDP"});
    const Field target = port["targetPort"];
    if (target.isText())
        target.invalidForEach(portName(target.text()));
    else if (target)
        target.invalidForEach(portNumber(target.number()));
}

void checkPorts(const Field& spec, bool headless)
{
    const Field ports = spec["ports"];
    const std::string_view type = spec["type"].text();
    if (ports.size() == 0 && !headless && type != "ExternalName")
        ports.required();
    std::set<std::string_view> names;
    std::set<std::string> seen;
    for (const Field& each : ports.elements()) {
        checkPort(each, ports.size() > 1, names);
        if (type == "ClusterIP" && each["nodePort"].number() != 0)
            each["nodePort"].forbidden("may not be used when `type` is 'ClusterIP'");
        std::string key = goServicePort(each["protocol"].text(), each["port"].number(), 0);
        if (!seen.insert(key).second)
            each.duplicate(key);
        const int64_t nodePort = each["nodePort"].number();
        std::string nodeKey = goServicePort(each["protocol"].text(), 0, nodePort);
        if (nodePort != 0 && !seen.insert(nodeKey).second)
            each["nodePort"].duplicate(nodeKey);
    }
}

void checkType(const Field& spec, bool headless)
{
    const std::string_view type = spec["type"].text();
    if (type == "ExternalName") {
        const Field name = spec["externalName"];
        std::string_view host = name.text();
        if (host.ends_with('.'))
            host.remove_suffix(1);
        if (host.empty())
            name.required();
        else
            name.invalidForEach(dnsSubdomain(host));
    } else if (headless && (type == "NodePort" || type == "LoadBalancer")) {
        spec["clusterIPs"].key("0").invalid("\"None\"", fmt::format("may not be set to 'None' for {} services", type));
    }
    spec["type"].requireOneOf({"ClusterIP", "ExternalName", "LoadBalancer", "NodePort"});
}

} // namespace

void checkService(const Field& service)
{
    const Field spec = service["spec"];
    const bool headless = spec["clusterIP"].text() == "None";
    checkPorts(spec, headless);
    checkType(spec, headless);
    checkLabels(spec["selector"]);
    spec["sessionAffinity"].requireOneOf({"ClientIP", "None"});
    constexpr int64_t day = 86400;
    const Field timeout = spec["sessionAffinityConfig"]["clientIP"]["timeoutSeconds"];
    if (timeout && (timeout.number() <= 0 || timeout.number() > day))
        timeout.invalid(fmt::format("must be greater than 0 and less than {}", day));
    for (const Field& each : spec["externalIPs"].elements())
        each.invalidForEach(ipAddress(each.text()));
    for (const char* member : {"internalTrafficPolicy", "externalTrafficPolicy"}) {
        if (spec[member])
            spec[member].requireOneOf({"Cluster", "Local"});
    }
}

} // namespace skiff::apiserver::validation
