#include "cluster/apiserver/registry/registry.h"

#include "cluster/apiserver/crd/custom_resources.h"
#include "cluster/apiserver/registry/core/event_conversion.h"

#include <fmt/format.h>

namespace skiff::apiserver {

namespace {

bool isStored(const api::Resource& resource)
{
    return (resource.verbs & api::VerbGet) != 0 && (resource.verbs & api::VerbCreate) != 0;
}

/// The version in which objects of `resource` are kept.
const api::Resource& storageOf(const api::Resource& resource)
{
    if (resource.group == "events.k8s.io")
        if (const api::Resource* core = api::findResource("", "v1", "events"))
            return *core;
    return resource;
}

std::string storageName(const api::Resource& storage)
{
    return storage.group.empty() ? std::string(storage.plural) : fmt::format("{}.{}", storage.plural, storage.group);
}

Conversion conversionOf(const api::Resource& resource, const api::Resource& storage)
{
    if (&resource == &storage)
        return {};
    return {eventFromStorage, eventToStorage};
}

} // namespace

std::string ServedResource::key(std::string_view nameSpace, std::string_view name) const
{
    std::string key = cache.prefix();
    if (storage.namespaced && !nameSpace.empty())
        key.append(nameSpace).append("/");
    return key.append(name);
}

Registry::~Registry() = default;

Registry::Registry(WatchCache& cache, const StrategySet& strategies) : m_customs(std::make_unique<CustomResources>())
{
    for (const api::Resource& resource : api::builtinResources()) {
        if (!isStored(resource))
            continue;
        const api::Resource& storage = storageOf(resource);
        m_served.push_back(std::make_unique<ServedResource>(ServedResource{
            resource, storage, strategies.strategyFor(storage), cache.add(storage, storageName(storage)),
            conversionOf(resource, storage), ObjectHead::of(resource.kind, resource.apiVersion()),
            storage.volatileWrites ? store::Durability::Memory : store::Durability::Synced}));
        m_byResource[&resource] = m_served.back().get();
    }
}

const ServedResource* Registry::find(std::string_view group, std::string_view version, std::string_view plural) const
{
    const api::Resource* resource = api::findResource(group, version, plural);
    return resource ? find(*resource) : nullptr;
}

const ServedResource* Registry::find(const api::Resource& resource) const
{
    const auto found = m_byResource.find(&resource);
    return found == m_byResource.end() ? nullptr : found->second;
}

} // namespace skiff::apiserver
