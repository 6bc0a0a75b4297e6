#include "cluster/apiserver/registry/core/component_status.h"

#include "cluster/apiserver/handlers/get.h"
#include "cluster/apiserver/handlers/list.h"

namespace skiff::apiserver {

namespace {

constexpr const char* components[] = {"controller-manager", "etcd-0", "scheduler"};

data::Value statusOf(const char* name, bool healthy)
{
    return {{"metadata", {{"name", name}}},
            {"conditions", data::Array{{{"type", "Healthy"},
                                        {"status", healthy ? "True" : "False"},
                                        {"message", healthy ? "ok" : "not ready yet"}}}}};
}

} // namespace

ComponentStatuses::ComponentStatuses(SpecialEndpoints& endpoints, const ApiServices& services, const Health& health)
    : m_services(services), m_health(health), m_strategy(std::make_unique<Strategy>())
{
    const api::Resource& resource = *api::findResource("", "v1", "componentstatuses");
    m_cache = std::make_unique<ResourceCache>(resource, "/componentstatuses/");
    m_served = std::make_unique<ServedResource>(ServedResource{
        resource, resource, *m_strategy, *m_cache, {}, ObjectHead::of(resource.kind, resource.apiVersion()), store::Durability::Memory});
    endpoints.add("/componentstatuses", "list", [this](const ContextPtr& request) { answer(request, handleList); });
    endpoints.add("/componentstatuses", "get", [this](const ContextPtr& request) { answer(request, handleGet); });
}

ComponentStatuses::~ComponentStatuses() = default;

void ComponentStatuses::refresh()
{
    const bool healthy = m_health.isReady();
    const store::Revision now = m_services.cache.revision();
    std::vector<ObjectPtr> objects;
    for (const char* name : components) {
        const store::Bytes bytes = StoredObject::encode(statusOf(name, healthy));
        if (auto object = StoredObject::make(m_served->resource, {m_served->key("", name), bytes, {}}); object.ok())
            objects.push_back(std::move(object).value());
    }
    const std::scoped_lock lock(m_loading);
    m_cache->load(std::move(objects), now);
}

void ComponentStatuses::answer(const ContextPtr& request, void (*handler)(const ApiCall&))
{
    refresh();
    handler({m_services, request, Target{*m_served, nullptr, {}, request->info.name}});
}

} // namespace skiff::apiserver
