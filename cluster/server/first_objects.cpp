#include "cluster/server/first_objects.h"

#include "cluster/apiserver/auth/default_roles.h"
#include "cluster/client/client.h"
#include "cluster/data/value.h"
#include "cluster/net/http.h"

#include <fmt/format.h>

#include <map>

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

/// Sends all; one that exists already by now is fine.
Status sendAll(client::Client& client, const std::vector<ApiRequest>& requests)
{
    const std::vector<client::ApiResult> results = client.runAll(requests, {});
    for (size_t i = 0; i < results.size(); ++i)
        if (!results[i].ok() && results[i].code() != ErrorCode::AlreadyExists)
            return results[i].toStatus().error().in(requests[i].path);
    return {};
}

/// Objects of a collection that are there, by "namespace/name".
using Present = std::map<std::string, data::Value, std::less<>>;

Result<Present> listAll(client::Client& client, const std::string& path)
{
    const client::ApiResult result = client.run(get(path), {});
    if (!result.ok())
        return result.toStatus().error().in(path);
    Present present;
    for (const data::Node item : result.root()["items"])
        present.emplace(fmt::format("{}/{}", item["metadata"]["namespace"].asString(), item["metadata"]["name"].asString()),
                        item.toValue());
    return present;
}

Status createNamespaces(client::Client& client)
{
    SKIFF_TRY_ASSIGN(const Present present, listAll(client, "/api/v1/namespaces"));
    std::vector<ApiRequest> requests;
    for (const char* name : {"default", "kube-system", "kube-public", "kube-node-lease"})
        if (!present.contains(fmt::format("/{}", name)))
            requests.push_back(post("/api/v1/namespaces", {{"metadata", {{"name", name}}}}));
    return sendAll(client, requests);
}

std::string collectionPath(const DefaultRbacObject& object)
{
    return object.nameSpace.empty() ? fmt::format("{}/{}", rbacPath, object.resource)
                                    : fmt::format("{}/namespaces/{}/{}", rbacPath, object.nameSpace, object.resource);
}

/// Creates the default roles and bindings that are missing and brings the others up to date; what users have added to
/// them stays.
Status createRoles(client::Client& client)
{
    std::map<std::string_view, Present> present;
    for (const std::string_view resource : {"clusterroles", "clusterrolebindings", "roles", "rolebindings"}) {
        SKIFF_TRY_ASSIGN(present[resource], listAll(client, fmt::format("{}/{}", rbacPath, resource)));
    }
    std::vector<ApiRequest> requests;
    for (const DefaultRbacObject& wanted : apiserver::auth::defaultRbacObjects()) {
        const Present& others = present[wanted.resource];
        const auto stored = others.find(fmt::format("{}/{}", wanted.nameSpace, wanted.name));
        if (stored == others.end())
            requests.push_back(post(collectionPath(wanted), wanted.object));
        else if (const auto updated = apiserver::auth::reconcileDefault(stored->second, wanted))
            requests.push_back(put(fmt::format("{}/{}", collectionPath(wanted), net::percentEncode(wanted.name)), *updated));
    }
    return sendAll(client, requests);
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
