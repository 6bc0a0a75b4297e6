#include "cluster/client/request.h"

#include <fmt/format.h>

namespace skiff::client::request {

namespace {

/// An Accept header for `shape` (";as=..." or nothing), with plain JSON for servers that do not know it.
std::string accept(std::string_view shape, const ListOptions& options)
{
    const std::string_view omit = options.omitManagedFields ? ";managedFields=omit" : "";
    if (shape.empty() && omit.empty())
        return "application/json";
    return fmt::format("application/json{}{},application/json", shape, omit);
}

bool isUnreserved(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
           c == '_' || c == '~' || c == ':';
}

void appendEscaped(std::string& out, std::string_view part)
{
    for (const char c : part) {
        if (isUnreserved(c))
            out += c;
        else
            out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
}

void addListQuery(ApiRequest& request, const ListOptions& options)
{
    if (!options.labelSelector.empty())
        request.query.emplace_back("labelSelector", options.labelSelector);
    if (!options.fieldSelector.empty())
        request.query.emplace_back("fieldSelector", options.fieldSelector);
    if (!options.resourceVersion.empty())
        request.query.emplace_back("resourceVersion", options.resourceVersion);
    if (options.limit > 0)
        request.query.emplace_back("limit", std::to_string(options.limit));
    if (!options.continueToken.empty())
        request.query.emplace_back("continue", options.continueToken);
}

std::string_view propagationWord(Propagation propagation)
{
    switch (propagation) {
    case Propagation::Background:
        return "Background";
    case Propagation::Foreground:
        return "Foreground";
    case Propagation::Orphan:
        return "Orphan";
    case Propagation::Default:
        break;
    }
    return {};
}

void setDeleteBody(ApiRequest& request, const DeleteOptions& options)
{
    data::Object body{{"kind", "DeleteOptions"}, {"apiVersion", "v1"}};
    if (options.propagation != Propagation::Default)
        body["propagationPolicy"] = propagationWord(options.propagation);
    if (options.gracePeriodSeconds)
        body["gracePeriodSeconds"] = *options.gracePeriodSeconds;
    if (!options.uid.empty() || !options.resourceVersion.empty()) {
        data::Object& preconditions = body["preconditions"].emplace_object();
        if (!options.uid.empty())
            preconditions["uid"] = options.uid;
        if (!options.resourceVersion.empty())
            preconditions["resourceVersion"] = options.resourceVersion;
    }
    request.contentType = "application/json";
    request.body = data::toJson(body);
}

ApiRequest withBody(std::string_view method, std::string path, const data::Value& body,
                    std::string_view contentType = "application/json")
{
    ApiRequest request;
    request.method = method;
    request.path = std::move(path);
    request.contentType = contentType;
    request.body = data::toJson(body);
    return request;
}

} // namespace

std::string path(const ResourceRef& resource, std::string_view ns, std::string_view name, std::string_view subresource)
{
    std::string out = resource.group.empty() ? "/api/" : "/apis/";
    if (!resource.group.empty())
        out.append(resource.group).append("/");
    out.append(resource.version);
    if (resource.namespaced && !ns.empty()) {
        out += "/namespaces/";
        appendEscaped(out, ns);
    }
    out.append("/").append(resource.plural);
    for (const std::string_view part : {name, subresource}) {
        if (!part.empty()) {
            out += '/';
            appendEscaped(out, part);
        }
    }
    return out;
}

ApiRequest get(const ResourceRef& resource, const ObjectKey& key, std::string_view subresource)
{
    ApiRequest request;
    request.path = path(resource, key.ns, key.name, subresource);
    return request;
}

ApiRequest list(const ResourceRef& resource, std::string_view ns, const ListOptions& options)
{
    ApiRequest request;
    request.path = path(resource, ns);
    addListQuery(request, options);
    request.accept = accept(options.metadataOnly ? ";as=PartialObjectMetadataList;g=meta.k8s.io;v=v1" : "", options);
    return request;
}

ApiRequest watch(const ResourceRef& resource, std::string_view ns, const ListOptions& options, int64_t timeoutSeconds)
{
    ApiRequest request;
    request.path = path(resource, ns);
    addListQuery(request, options);
    request.query.emplace_back("watch", "true");
    request.query.emplace_back("allowWatchBookmarks", "true");
    request.query.emplace_back("timeoutSeconds", std::to_string(timeoutSeconds));
    request.accept = accept(options.metadataOnly ? ";as=PartialObjectMetadata;g=meta.k8s.io;v=v1" : "", options);
    return request;
}

ApiRequest create(const ResourceRef& resource, std::string_view ns, data::Value object)
{
    if (object.is_object()) {
        object.as_object()["kind"] = resource.kind;
        object.as_object()["apiVersion"] = resource.apiVersion();
    }
    return withBody("POST", path(resource, ns), object);
}

ApiRequest createSubresource(const ResourceRef& resource, const ObjectKey& key, std::string_view subresource,
                             const data::Value& object)
{
    return withBody("POST", path(resource, key.ns, key.name, subresource), object);
}

ApiRequest update(const ResourceRef& resource, const ObjectKey& key, const data::Value& object,
                  std::string_view subresource)
{
    return withBody("PUT", path(resource, key.ns, key.name, subresource), object);
}

ApiRequest patch(const ResourceRef& resource, const ObjectKey& key, PatchType type, const data::Value& patch,
                 std::string_view subresource)
{
    const std::string_view contentType = type == PatchType::Merge       ? "application/merge-patch+json"
                                         : type == PatchType::Strategic ? "application/strategic-merge-patch+json"
                                                                        : "application/json-patch+json";
    return withBody("PATCH", path(resource, key.ns, key.name, subresource), patch, contentType);
}

ApiRequest remove(const ResourceRef& resource, const ObjectKey& key, const DeleteOptions& options)
{
    ApiRequest request;
    request.method = "DELETE";
    request.path = path(resource, key.ns, key.name);
    setDeleteBody(request, options);
    return request;
}

ApiRequest removeCollection(const ResourceRef& resource, std::string_view ns, const ListOptions& which,
                            const DeleteOptions& options)
{
    ApiRequest request;
    request.method = "DELETE";
    request.path = path(resource, ns);
    addListQuery(request, which);
    setDeleteBody(request, options);
    return request;
}

} // namespace skiff::client::request
