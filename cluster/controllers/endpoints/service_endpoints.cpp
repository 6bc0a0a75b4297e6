#include "cluster/controllers/endpoints/service_endpoints.h"

#include "cluster/api/views/container.h"
#include "cluster/semantics/pod.h"

#include <algorithm>

namespace skiff::controllers {

namespace {

/// The pod's number for a service port: its number, or that of the container port of the name. 0: it has none.
int64_t portOf(const api::PodView& pod, const api::ServicePortView& port)
{
    const api::IntOrStringView target = port.targetPort();
    if (target.isInt())
        return target.asInt();
    if (target.asString().empty())
        return port.port().value_or(0);
    const std::string_view protocol = port.protocol().empty() ? "TCP" : port.protocol();
    const auto search = [&](const api::ListView<api::ContainerView>& containers, bool sidecarsOnly) -> int64_t {
        for (const api::ContainerView container : containers) {
            if (sidecarsOnly && container.restartPolicy() != "Always")
                continue;
            for (const api::ContainerPortView each : container.ports())
                if (each.name() == target.asString() && (each.protocol().empty() ? "TCP" : each.protocol()) == protocol)
                    return each.containerPort().value_or(0);
        }
        return 0;
    };
    const int64_t number = search(pod.spec().containers(), false);
    return number != 0 ? number : search(pod.spec().initContainers(), true);
}

data::Array portsOf(const api::ServiceView& service, const api::PodView& pod)
{
    data::Array ports;
    for (const api::ServicePortView port : service.spec().ports()) {
        const int64_t number = portOf(pod, port);
        if (number == 0)
            continue;
        data::Object entry{{"name", port.name()},
                           {"port", number},
                           {"protocol", port.protocol().empty() ? std::string_view("TCP") : port.protocol()}};
        if (!port.appProtocol().empty())
            entry["appProtocol"] = port.appProtocol();
        ports.push_back(std::move(entry));
    }
    return ports;
}

} // namespace

bool canServe(const client::Object& object)
{
    const api::PodView pod(object.root());
    return !semantics::isTerminal(pod) && !pod.status().podIP().empty();
}

std::vector<ServiceEndpoint> endpointsOf(const api::ServiceView& service, const std::vector<client::ObjectPtr>& pods)
{
    std::vector<ServiceEndpoint> endpoints;
    for (const client::ObjectPtr& object : pods) {
        if (!canServe(*object))
            continue;
        const api::PodView pod(object->root());
        ServiceEndpoint endpoint;
        endpoint.pod = object;
        endpoint.address = pod.status().podIP();
        endpoint.serving = semantics::isReady(pod);
        endpoint.terminating = semantics::isBeingDeleted(pod);
        endpoint.ready = service.spec().publishNotReadyAddresses() || (endpoint.serving && !endpoint.terminating);
        endpoint.ports = portsOf(service, pod);
        endpoints.push_back(std::move(endpoint));
    }
    std::sort(endpoints.begin(), endpoints.end(), [](const ServiceEndpoint& a, const ServiceEndpoint& b) {
        return std::tie(a.address, a.pod->name()) < std::tie(b.address, b.pod->name());
    });
    return endpoints;
}

bool isHeadless(const api::ServiceView& service)
{
    return service.spec().clusterIP() == "None";
}

bool hasSelector(const api::ServiceView& service)
{
    return !service.spec().selector().empty() && service.spec().type() != "ExternalName";
}

bool changesEndpoints(const client::Object& before, const client::Object& now)
{
    const api::PodView a(before.root());
    const api::PodView b(now.root());
    return before.labels().span() != now.labels().span() || a.status().podIP() != b.status().podIP() ||
           semantics::isReady(a) != semantics::isReady(b) || before.isBeingDeleted() != now.isBeingDeleted() ||
           semantics::isTerminal(a) != semantics::isTerminal(b) || a.spec().nodeName() != b.spec().nodeName();
}

data::Value podReference(const client::Object& pod)
{
    return {{"kind", "Pod"}, {"namespace", pod.ns()}, {"name", pod.name()}, {"uid", pod.uid()}};
}

} // namespace skiff::controllers
