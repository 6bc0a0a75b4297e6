#include "cluster/apiserver/validation/container.h"

#include "cluster/apiserver/validation/names.h"
#include "cluster/data/quantity.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

namespace skiff::apiserver::validation {

namespace {

void checkPort(const Field& port, bool hostNetwork, std::set<std::string_view>& names)
{
    const Field name = port["name"];
    if (!name.text().empty()) {
        const Complaints complaints = portName(name.text());
        name.invalidForEach(complaints);
        if (complaints.empty() && !names.insert(name.text()).second)
            name.duplicate();
    }
    const Field number = port["containerPort"];
    if (number.number() == 0)
        number.required();
    else
        number.invalidForEach(portNumber(number.number()));
    const Field host = port["hostPort"];
    if (host.number() != 0)
        host.invalidForEach(portNumber(host.number()));
    port["protocol"].requireOneOf({"SCTP", "TCP", "UDP"});
    if (hostNetwork && host.number() != number.number())
        number.invalid("must match `hostPort` when `hostNetwork` is true");
}

void checkKeySelector(const Field& selector)
{
    if (selector["name"].text().empty())
        selector["name"].required();
    const Field key = selector["key"];
    if (key.text().empty())
        key.required();
    else
        key.invalidForEach(configKey(key.text()));
}

void checkFieldReference(const Field& reference)
{
    if (reference["apiVersion"].text().empty())
        reference["apiVersion"].required();
    const Field path = reference["fieldPath"];
    if (path.text().empty())
        return path.required();
    const std::string_view text = path.text();
    if ((text.starts_with("metadata.labels['") || text.starts_with("metadata.annotations['")) && text.ends_with("']"))
        return;
    path.requireOneOf({"metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName",
                       "spec.serviceAccountName", "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs"});
}

void checkResourceReference(const Field& reference)
{
    const Field resource = reference["resource"];
    if (resource.text().starts_with("limits.hugepages-") || resource.text().starts_with("requests.hugepages-"))
        return;
    resource.requireOneOf({"limits.cpu", "limits.ephemeral-storage", "limits.memory", "requests.cpu",
                           "requests.ephemeral-storage", "requests.memory"});
}

void checkValueSource(const Field& source, const Field& value)
{
    const std::array<const char*, 4> kinds{"fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef"};
    const auto count = std::count_if(kinds.begin(), kinds.end(), [&](const char* each) { return bool(source[each]); });
    if (source["fieldRef"])
        checkFieldReference(source["fieldRef"]);
    if (source["resourceFieldRef"])
        checkResourceReference(source["resourceFieldRef"]);
    for (const char* each : {"configMapKeyRef", "secretKeyRef"}) {
        if (source[each])
            checkKeySelector(source[each]);
    }
    if (count == 0)
        source.invalid("\"\"",
                       "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`");
    else if (!value.text().empty())
        source.invalid("\"\"", "may not be specified when `value` is not empty");
    else if (count > 1)
        source.invalid("\"\"", "may not have more than one field specified at a time");
}

void checkEnvironment(const Field& container)
{
    for (const Field& each : container["env"].elements()) {
        const Field name = each["name"];
        if (name.text().empty())
            name.required();
        else
            name.invalidForEach(envName(name.text()));
        if (each["valueFrom"])
            checkValueSource(each["valueFrom"], each["value"]);
    }
    for (const Field& each : container["envFrom"].elements()) {
        const Field prefix = each["prefix"];
        if (!prefix.text().empty())
            prefix.invalidForEach(envName(prefix.text()));
        const bool map = bool(each["configMapRef"]);
        const bool secret = bool(each["secretRef"]);
        if (!map && !secret)
            each.invalid("\"\"", "must specify one of: `configMapRef` or `secretRef`");
        else if (map && secret)
            each.invalid("\"\"", "may not have more than one field specified at a time");
        const Field name = each[map ? "configMapRef" : "secretRef"]["name"];
        if ((map || secret) && name.text().empty())
            name.required();
    }
}

/// A path below a volume: relative, and never up.
void checkSubPath(const Field& path)
{
    const std::string_view text = path.text();
    if (text.starts_with('/'))
        path.invalid("must be a relative path");
    size_t begin = 0;
    while (begin <= text.size()) {
        const size_t end = std::min(text.find('/', begin), text.size());
        if (text.substr(begin, end - begin) == "..")
            return path.invalid("must not contain '..'");
        begin = end + 1;
    }
}

void checkMounts(const Field& mounts, const PodNames& names)
{
    std::set<std::string_view> paths;
    for (const Field& each : mounts.elements()) {
        const Field name = each["name"];
        if (name.text().empty())
            name.required();
        if (!names.volumes.contains(name.text()))
            name.notFound();
        const Field path = each["mountPath"];
        if (path.text().empty())
            path.required();
        if (!paths.insert(path.text()).second)
            path.invalid("must be unique");
        checkSubPath(each["subPath"]);
        checkSubPath(each["subPathExpr"]);
        if (!each["subPath"].text().empty() && !each["subPathExpr"].text().empty())
            each["subPathExpr"].invalid("subPathExpr and subPath are mutually exclusive");
    }
}

/// A port by number or name, in a handler.
void checkTargetPort(const Field& port)
{
    if (port.isText())
        port.invalidForEach(portName(port.text()));
    else
        port.invalidForEach(portNumber(port.number()));
}

void checkHandler(const Field& handler, std::initializer_list<const char*> kinds)
{
    size_t count = 0;
    for (const char* kind : kinds) {
        const Field each = handler[kind];
        if (!each)
            continue;
        if (++count > 1) {
            each.forbidden("may not specify more than 1 handler type");
            continue;
        }
        const std::string_view name = kind;
        if (name == "exec") {
            if (each["command"].size() == 0)
                each["command"].required();
        } else if (name == "httpGet") {
            if (each["path"].text().empty())
                each["path"].required();
            checkTargetPort(each["port"]);
            each["scheme"].requireOneOf({"HTTP", "HTTPS"});
            for (const Field& header : each["httpHeaders"].elements())
                header["name"].invalidForEach(httpHeaderName(header["name"].text()));
        } else if (name == "tcpSocket") {
            checkTargetPort(each["port"]);
        } else if (name == "grpc") {
            each["port"].invalidForEach(portNumber(each["port"].number()));
        } else if (name == "sleep" && each["seconds"].number() <= 0) {
            each["seconds"].invalid("must be greater than 0");
        }
    }
    if (count == 0)
        handler.required("must specify a handler type");
}

void checkProbe(const Field& probe, bool successMustBeOne)
{
    if (!probe)
        return;
    checkHandler(probe, {"exec", "httpGet", "tcpSocket", "grpc"});
    for (const char* each :
         {"initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold"})
        probe[each].requireNotNegative();
    const Field grace = probe["terminationGracePeriodSeconds"];
    if (grace && grace.number() <= 0)
        grace.invalid("must be greater than 0");
    if (successMustBeOne && probe["successThreshold"].number() != 1)
        probe["successThreshold"].invalid("must be 1");
}

void checkLifecycle(const Field& lifecycle)
{
    for (const char* each : {"postStart", "preStop"}) {
        if (lifecycle[each])
            checkHandler(lifecycle[each], {"exec", "httpGet", "tcpSocket", "sleep"});
    }
}

void checkImage(const Field& image)
{
    const std::string_view text = image.text();
    constexpr std::string_view blanks = " \t\r\n";
    if (text.empty())
        image.required();
    else if (blanks.find(text.front()) != std::string_view::npos || blanks.find(text.back()) != std::string_view::npos)
        image.invalid("must not have leading or trailing whitespace");
}

void checkContainerName(const Field& name, PodNames& names)
{
    if (name.text().empty())
        name.required();
    else
        name.invalidForEach(dnsLabel(name.text()));
    if (!name.text().empty() && !names.containers.insert(name.text()).second)
        name.duplicate();
}

/// Fields that only make sense while a pod's main containers live.
void refuseProbes(const Field& container, ContainerRole role)
{
    const bool sidecar = role == ContainerRole::Init && container["restartPolicy"].text() == "Always";
    if (sidecar)
        return;
    const std::string_view why = role == ContainerRole::Init
                                     ? "may not be set for init containers without restartPolicy=Always"
                                     : "cannot be set for an Ephemeral Container";
    for (const char* each : {"lifecycle", "livenessProbe", "readinessProbe", "startupProbe"}) {
        if (container[each])
            container[each].forbidden(why);
    }
}

void checkQuantityName(const Field& quantity, std::string_view name)
{
    const Complaints complaints = qualifiedName(name);
    for (const std::string& each : complaints)
        quantity.invalid(quote(name), each);
    if (!complaints.empty() || name.find('/') != std::string_view::npos)
        return;
    constexpr std::array<std::string_view, 4> standard{"cpu", "memory", "ephemeral-storage", "storage"};
    const bool known =
        std::find(standard.begin(), standard.end(), name) != standard.end() || name.starts_with("hugepages-");
    if (!known)
        quantity.invalid(quote(name), "must be a standard resource type or fully qualified");
    if (!known || name == "storage")
        quantity.invalid(quote(name), "must be a standard resource for containers");
}

std::optional<data::Quantity> quantityOf(const Field& field)
{
    if (!field)
        return std::nullopt;
    const std::string text = field.isText() ? std::string(field.text()) : data::toJson(*field.value());
    const auto parsed = data::Quantity::parse(text);
    return parsed ? std::optional(*parsed) : std::nullopt;
}

} // namespace

void checkResources(const Field& resources)
{
    const Field limits = resources["limits"];
    const Field requests = resources["requests"];
    for (const Field& list : {limits, requests}) {
        for (const auto& [name, field] : list.members()) {
            checkQuantityName(field, name);
            const auto quantity = quantityOf(field);
            if (quantity && *quantity < data::Quantity())
                field.invalid(quote(quantity->toString()), "must be greater than or equal to 0");
            if (list.path() != requests.path() || !quantity)
                continue;
            const auto limit = quantityOf(limits.key(name));
            if (limit && *quantity > *limit) {
                requests.invalid(quote(quantity->toString()),
                                 fmt::format("must be less than or equal to {} limit of {}", name, limit->toString()));
            }
        }
    }
}

void checkContainer(const Field& container, ContainerRole role, PodNames& names)
{
    checkContainerName(container["name"], names);
    checkImage(container["image"]);
    if (role == ContainerRole::Main) {
        checkLifecycle(container["lifecycle"]);
        checkProbe(container["livenessProbe"], true);
        checkProbe(container["readinessProbe"], false);
        checkProbe(container["startupProbe"], true);
    } else {
        refuseProbes(container, role);
    }
    container["terminationMessagePolicy"].requireOneOf({"FallbackToLogsOnError", "File"});
    std::set<std::string_view> portNames;
    for (const Field& each : container["ports"].elements())
        checkPort(each, names.hostNetwork, portNames);
    checkEnvironment(container);
    checkMounts(container["volumeMounts"], names);
    container["imagePullPolicy"].requireOneOf({"Always", "IfNotPresent", "Never"});
    checkResources(container["resources"]);
    if (role == ContainerRole::Init && container["restartPolicy"] && container["restartPolicy"].text() != "Always")
        container["restartPolicy"].notSupported({"Always"});
    else if (role == ContainerRole::Main && container["restartPolicy"])
        container["restartPolicy"].forbidden("may not be set for non-init containers");
}

void checkHostPorts(const Field& containers)
{
    std::set<std::string> taken;
    for (const Field& container : containers.elements()) {
        for (const Field& port : container["ports"].elements()) {
            const Field host = port["hostPort"];
            if (host.number() == 0)
                continue;
            std::string what = fmt::format("{}/{}/{}", port["protocol"].text(), port["hostIP"].text(), host.number());
            if (!taken.insert(what).second)
                host.duplicate(quote(what));
        }
    }
}

} // namespace skiff::apiserver::validation
