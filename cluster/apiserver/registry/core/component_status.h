#pragma once

#include "cluster/apiserver/discovery/health.h"
#include "cluster/apiserver/handlers/target.h"
#include "cluster/apiserver/special_endpoints.h"

#include <memory>
#include <mutex>

namespace skiff::apiserver {

/// componentstatuses: objects that are not stored but made of the server's health when somebody asks. Old programs
/// still look there. All components are of this process, so they stand and fall together. Any thread.
class ComponentStatuses
{
public:
    /// Adds its endpoints; lives as long as they do.
    ComponentStatuses(SpecialEndpoints& endpoints, const ApiServices& services, const Health& health);
    ~ComponentStatuses();

private:
    void refresh();
    void answer(const ContextPtr& request, void (*handler)(const ApiCall&));

    const ApiServices& m_services;
    const Health& m_health;
    std::mutex m_loading;
    std::unique_ptr<ResourceCache> m_cache;
    std::unique_ptr<Strategy> m_strategy;
    std::unique_ptr<ServedResource> m_served;
};

} // namespace skiff::apiserver
