#include "cluster/apiserver/resource_router.h"

#include "cluster/apiserver/crd/custom_resources.h"
#include "cluster/apiserver/answer.h"
#include "cluster/apiserver/handlers/create.h"
#include "cluster/apiserver/handlers/delete.h"
#include "cluster/apiserver/handlers/get.h"
#include "cluster/apiserver/handlers/list.h"
#include "cluster/apiserver/handlers/patch.h"
#include "cluster/apiserver/handlers/scale.h"
#include "cluster/apiserver/handlers/update.h"
#include "cluster/apiserver/handlers/watch.h"

#include <fmt/format.h>

namespace skiff::apiserver {

namespace {

struct Route
{
    std::string_view verb;
    uint16_t flag;
    bool onName;                 ///< of one object, not of a collection
    void (*handler)(const ApiCall&);
};

constexpr Route routes[] = {
    {"get", api::VerbGet, true, handleGet},
    {"list", api::VerbList, false, handleList},
    {"watch", api::VerbWatch, false, handleWatch},
    {"create", api::VerbCreate, false, handleCreate},
    {"update", api::VerbUpdate, true, handleUpdate},
    {"patch", api::VerbPatch, true, handlePatch},
    {"delete", api::VerbDelete, true, handleDelete},
    {"deletecollection", api::VerbDeleteCollection, false, handleDeleteCollection},
};

const Route* findRoute(std::string_view verb)
{
    for (const Route& route : routes)
        if (route.verb == verb)
            return &route;
    return nullptr;
}

bool isKnownVersion(const Registry& registry, const RequestInfo& info)
{
    if (registry.customs().now()->hasVersion(info.group, info.version))
        return true;
    for (const api::Resource& resource : api::builtinResources())
        if (resource.group == info.group && resource.version == info.version)
            return true;
    return false;
}

/// What people should know who still use a kind.
std::string_view deprecationOf(const api::Resource& resource)
{
    if (const api::custom::Version* version = api::custom::versionOf(resource))
        return version->warning;
    if (!resource.group.empty())
        return {};
    if (resource.kind == "ComponentStatus")
        return "v1 ComponentStatus is deprecated in v1.19+";
    if (resource.kind == "Endpoints")
        return "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice";
    return {};
}

/// Sub-resources that are a part of the stored object; the others have endpoints of their own.
bool isStoredPart(std::string_view subresource)
{
    return subresource == "status" || subresource == "scale" || subresource == "finalize" ||
           subresource == "ephemeralcontainers";
}

StatusError notOffered(const api::Resource& resource, const RequestInfo& info)
{
    StatusError error = methodNotAllowed();
    error.code = 501;
    error.reason = "NotImplemented";
    error.message = fmt::format("{}/{} is not offered by this server yet", resource.qualifiedName(), info.subresource);
    return error;
}

/// Namespaced kinds are written below a namespace; the others are never below one.
bool fitsScope(const api::Resource& resource, const RequestInfo& info)
{
    if (resource.namespaced)
        return !info.namespaceName.empty() || info.verb == "list" || info.verb == "watch";
    return info.namespaceName.empty() || resource.plural == "namespaces";
}

} // namespace

std::optional<Target> targetOf(const Registry& registry, const RequestInfo& info)
{
    ServedKindPtr custom;
    const ServedResource* served = registry.find(info.group, info.version, info.resource);
    if (!served && (custom = registry.customs().find(info.group, info.resource)))
        served = custom->find(info.version);
    if (!served || !fitsScope(served->resource, info))
        return std::nullopt;
    Target target{*served, nullptr, served->resource.namespaced ? info.namespaceName : std::string(), info.name, std::move(custom)};
    if (!info.subresource.empty()) {
        target.subresource = served->resource.findSubresource(info.subresource);
        if (!target.subresource)
            return std::nullopt;
    }
    return target;
}

void ResourceRouter::route(const ContextPtr& request) const
{
    const RequestInfo& info = request->info;
    const api::Resource* resource = api::findResource(info.group, info.version, info.resource);
    if (!resource)
        return routeCustom(request);
    if (const std::string_view warning = deprecationOf(*resource); !warning.empty())
        request->warnings.emplace_back(warning);
    if (const SpecialEndpoints::Handler* special = m_special.find(info))
        return (*special)(request);
    routeStored(request, *resource);
}

void ResourceRouter::routeCustom(const ContextPtr& request) const
{
    const RequestInfo& info = request->info;
    const ServedKindPtr kind = m_services.registry.customs().find(info.group, info.resource);
    const ServedResource* served = kind ? kind->find(info.version) : nullptr;
    if (!served)
        return isKnownVersion(m_services.registry, info) ? request->fail(unknownResource()) : answerNoPage(request);
    if (const std::string_view warning = deprecationOf(served->resource); !warning.empty())
        request->warnings.emplace_back(warning);
    if (info.verb == "create" && kind->isTerminating()) {
        StatusError refused = methodNotAllowed();
        refused.message = "create not allowed while custom resource definition is terminating";
        return request->fail(refused);
    }
    if (served->isConverted() && kind->kind().needsWebhook())
        return request->fail(internalError(fmt::format(
            "conversion webhook for {}, Kind={} failed: this server does not call conversion webhooks; use the stored version {}",
            served->resource.apiVersion(), served->resource.kind, served->storage.version)));
    routeStored(request, served->resource);
}

void ResourceRouter::routeStored(const ContextPtr& request, const api::Resource& resource) const
{
    const RequestInfo& info = request->info;
    const Route* route = findRoute(info.verb);
    const api::Subresource* subresource = info.subresource.empty() ? nullptr : resource.findSubresource(info.subresource);
    if (!info.subresource.empty() && !subresource)
        return request->fail(unknownResource());
    if (subresource && !isStoredPart(info.subresource))
        return request->fail(notOffered(resource, info));
    const uint16_t allowed = subresource ? subresource->verbs : resource.verbs;
    const bool named = !info.name.empty();
    if (!route || (allowed & route->flag) == 0 || (route->onName && !named) || (info.verb == "create" && named))
        return request->fail(methodNotAllowed());
    auto target = targetOf(m_services.registry, info);
    if (!target)
        return request->fail(info.verb == "create" ? methodNotAllowed() : unknownResource());
    // A collection that is narrowed to one name is still a collection.
    if (!route->onName && info.verb != "watch")
        target->name.clear();
    const ApiCall call{m_services, request, std::move(*target)};
    if (info.subresource == "scale")
        return handleScale(call);
    route->handler(call);
}

} // namespace skiff::apiserver
