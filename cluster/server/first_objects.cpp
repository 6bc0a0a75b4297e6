#include "cluster/server/first_objects.h"

#include "cluster/apiserver/auth/default_roles.h"
#include "cluster/client/client.h"
#include "cluster/data/value.h"
#include "cluster/net/http.h"

#include <fmt/format.h>

namespace skiff::server {

namespace {

using apiserver::auth::DefaultRbacObject;
using client::ApiRequest;

constexpr std::string_view rbacPath = "/apis/rbac.authorization.k8s.io/v1";

ApiRequest post(std::string path, const data::Value& object)
{
    ApiRequest request;
    request.method = "POST";
    request.path = std::move(path);
    request.contentType = "application/json";
    request.body = data::toJson(object);
    return request;
}

ApiRequest get(std::string path)
{
    ApiRequest request;
    request.path = std::move(path);
    return request;
}

ApiRequest put(std::string path, const data::Value& object)
{
    ApiRequest request = post(std::move(path), object);
    request.method = "PUT";
    return request;
}

/// Sends all; what exists already is fine. The answers that are not, by index, come back as the error.
Status createAll(client::Client& client, std::vector<ApiRequest> requests, std::vector<size_t>& existing)
{
    const std::vector<client::ApiResult> results = client.runAll(requests, {});
    for (size_t i = 0; i < results.size(); ++i) {
        if (results[i].ok())
            continue;
        if (results[i].code() != ErrorCode::AlreadyExists)
            return results[i].toStatus().error().in(requests[i].path);
        existing.push_back(i);
    }
    return {};
}

Status createNamespaces(client::Client& client)
{
    std::vector<ApiRequest> requests;
    for (const char* name : {"default", "kube-system", "kube-public", "kube-node-lease"})
        requests.push_back(post("/api/v1/namespaces", {{"metadata", {{"name", name}}}}));
    std::vector<size_t> existing;
    return createAll(client, std::move(requests), existing);
}

std::string collectionPath(const DefaultRbacObject& object)
{
    return object.nameSpace.empty() ? fmt::format("{}/{}", rbacPath, object.resource)
                                    : fmt::format("{}/namespaces/{}/{}", rbacPath, object.nameSpace, object.resource);
}

/// Adds to stored defaults what this version wants of them.
Status reconcileRoles(client::Client& client, const std::vector<DefaultRbacObject>& wanted, const std::vector<size_t>& existing)
{
    for (const size_t index : existing) {
        const std::string path = fmt::format("{}/{}", collectionPath(wanted[index]), net::percentEncode(wanted[index].name));
        const client::ApiResult stored = client.run(get(path), {});
        if (!stored.ok())
            return stored.toStatus().error().in(path);
        const auto updated = apiserver::auth::reconcileDefault(stored.root().toValue(), wanted[index]);
        if (!updated)
            continue;
        if (const client::ApiResult result = client.run(put(path, *updated), {}); !result.ok())
            return result.toStatus().error().in(path);
    }
    return {};
}

Status createRoles(client::Client& client)
{
    const std::vector<DefaultRbacObject> wanted = apiserver::auth::defaultRbacObjects();
    std::vector<ApiRequest> requests;
    for (const DefaultRbacObject& object : wanted)
        requests.push_back(post(collectionPath(object), object.object));
    std::vector<size_t> existing;
    SKIFF_TRY(createAll(client, std::move(requests), existing));
    return reconcileRoles(client, wanted, existing);
}

data::Value apiService(const ApiAddress& address)
{
    return {{"metadata",
             {{"name", "kubernetes"}, {"labels", {{"component", "apiserver"}, {"provider", "kubernetes"}}}}},
            {"spec",
             {{"clusterIP", address.serviceIp},
              {"clusterIPs", data::Array{address.serviceIp}},
              {"type", "ClusterIP"},
              {"ports",
               data::Array{{{"name", "https"}, {"protocol", "TCP"}, {"port", 443}, {"targetPort", address.port}}}}}}};
}

data::Value apiEndpoints(const ApiAddress& address)
{
    return {{"metadata", {{"name", "kubernetes"}, {"labels", {{"endpointslice.kubernetes.io/skip-mirror", "true"}}}}},
            {"subsets",
             data::Array{{{"addresses", data::Array{{{"ip", address.advertise}}}},
                          {"ports", data::Array{{{"name", "https"}, {"protocol", "TCP"}, {"port", address.port}}}}}}}};
}

data::Value apiEndpointSlice(const ApiAddress& address)
{
    return {{"metadata", {{"name", "kubernetes"}, {"labels", {{"kubernetes.io/service-name", "kubernetes"}}}}},
            {"addressType", "IPv4"},
            {"endpoints", data::Array{{{"addresses", data::Array{address.advertise}}, {"conditions", {{"ready", true}}}}}},
            {"ports", data::Array{{{"name", "https"}, {"protocol", "TCP"}, {"port", address.port}}}}};
}

/// Creates the object, or replaces it when its wish is another: the server's address may have changed.
Status ensure(client::Client& client, const std::string& collection, const data::Value& object)
{
    // Looked for first: a second create of the service would be refused for its address, not for its name.
    const std::string path = collection + "/kubernetes";
    const client::ApiResult present = client.run(get(path), {});
    const bool missing = !present.ok() && present.code() == ErrorCode::NotFound;
    if (!present.ok() && !missing)
        return present.toStatus().error().in(path);
    const client::ApiResult written = client.run(missing ? post(collection, object) : put(path, object), {});
    return written.ok() ? Status() : Status(written.toStatus().error().in(path));
}

bool isLoopback(std::string_view address)
{
    return address.starts_with("127.") || address == "0.0.0.0" || address == "::1" || address == "::" || address.empty();
}

} // namespace

Status createFirstObjects(client::Transport& transport, const ApiAddress& address)
{
    client::Client client(transport);
    SKIFF_TRY(createNamespaces(client));
    SKIFF_TRY(createRoles(client));
    SKIFF_TRY(ensure(client, "/api/v1/namespaces/default/services", apiService(address)));
    if (isLoopback(address.advertise))
        return {};
    SKIFF_TRY(ensure(client, "/api/v1/namespaces/default/endpoints", apiEndpoints(address)));
    return ensure(client, "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices", apiEndpointSlice(address));
}

} // namespace skiff::server
