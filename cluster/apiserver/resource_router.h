#pragma once

#include "cluster/apiserver/handlers/target.h"
#include "cluster/apiserver/special_endpoints.h"

#include <optional>

namespace skiff::apiserver {

/// Finds the handler of a request below /api and /apis. Owned by ApiServer; any thread.
class ResourceRouter
{
public:
    ResourceRouter(const ApiServices& services, const SpecialEndpoints& special) : m_services(services), m_special(special) {}

    void route(const ContextPtr& request) const;

private:
    void routeCustom(const ContextPtr& request) const;
    void routeStored(const ContextPtr& request, const api::Resource& resource) const;

    const ApiServices& m_services;
    const SpecialEndpoints& m_special;
};

/// The target of a request for a stored resource; nullopt when its path and scope do not fit.
std::optional<Target> targetOf(const Registry& registry, const RequestInfo& info);

} // namespace skiff::apiserver
