#include "cluster/apiserver/node/pod_connect.h"

#include "cluster/apiserver/node/pod_log.h"
#include "cluster/apiserver/node/upgrade_join.h"

#include <fmt/format.h>

namespace skiff::apiserver {

namespace {

/// The kubelet's path for the sub-resource.
Outcome<std::string> kubeletTarget(const ApiCall& call, const StoredObject& pod)
{
    const std::string_view what = call.request->info.subresource;
    const std::string place = fmt::format("{}/{}", net::percentEncode(call.target.nameSpace), net::percentEncode(call.target.name));
    std::string target;
    if (what == "portforward") {
        target = "/portForward/" + place;
    } else {
        SKIFF_TRY_ASSIGN(const std::string container, chooseContainer(pod, call.request->query.get("container")));
        target = fmt::format("/{}/{}/{}", what, place, net::percentEncode(container));
    }
    if (!call.request->http().query.empty())
        target += "?" + call.request->http().query;
    return target;
}

Checked checkConnect(const ApiCall& call)
{
    const net::Headers& headers = call.request->http().headers;
    if (!headers.hasToken("Connection", "Upgrade"))
        return badRequest("Upgrade request required");
    if (call.request->info.subresource == "exec" && !call.request->query.has("command"))
        return badRequest("you must specify at least one command for the container");
    return Done{};
}

Outcome<net::ClientRequest> connectRequest(const ApiCall& call, NodeConnection& nodes)
{
    const ObjectPtr pod = call.target.served.cache.find(call.target.key());
    if (!pod)
        return notFound(call.target.served.resource, call.target.name);
    SKIFF_TRY(checkConnect(call));
    net::ClientRequest request;
    SKIFF_TRY_ASSIGN(request.target, kubeletTarget(call, *pod));
    SKIFF_TRY_ASSIGN(request.endpoint, nodes.kubeletOf(*pod));
    request.method = call.request->http().method;
    request.headers = passedHeaders(call.request->http().headers);
    return request;
}

void handleConnect(const ApiCall& call, NodeConnection& nodes)
{
    auto request = connectRequest(call, nodes);
    if (!request.ok())
        return call.request->fail(request.error());
    const std::string where = request->endpoint.text();
    // The call lives until it is answered; the answer lets it go.
    auto upstream = std::make_shared<std::unique_ptr<net::ClientCall>>();
    *upstream = nodes.client().upgrade(std::move(request).value(), [call, where, upstream](Result<net::Upgraded> upgraded) {
        if (upgraded.ok())
            joinUpgraded(call.request, std::move(upgraded).value());
        else
            call.request->fail(plainError(fmt::format("error dialing backend {}: {}", where, upgraded.error().message)));
    });
}

using PodHandler = void (*)(const ApiCall&, NodeConnection&);

void add(SpecialEndpoints& endpoints, const ApiServices& services, NodeConnection& nodes, std::string_view what, PodHandler handler)
{
    endpoints.add(fmt::format("/pods/{}", what), "*", [&services, &nodes, handler](const ContextPtr& request) {
        const ServedResource* pods = services.registry.find("", "v1", "pods");
        const RequestInfo& info = request->info;
        if (info.verb != "get" && info.verb != "create")
            return request->fail(methodNotAllowed());
        const ApiCall call{services, request,
                           Target{*pods, pods->resource.findSubresource(info.subresource), info.namespaceName, info.name}};
        whenCurrent(call, [call, &nodes, handler] { handler(call, nodes); });
    });
}

} // namespace

void addPodConnectEndpoints(SpecialEndpoints& endpoints, const ApiServices& services, NodeConnection& nodes)
{
    add(endpoints, services, nodes, "log", handlePodLog);
    for (const char* what : {"exec", "attach", "portforward"})
        add(endpoints, services, nodes, what, handleConnect);
}

} // namespace skiff::apiserver
