#pragma once

#include "cluster/client/expectations.h"
#include "cluster/controllers/endpoints/service_follower.h"
#include "cluster/controllers/framework/caller.h"
#include "cluster/controllers/framework/controller.h"
#include "cluster/controllers/framework/key_loop.h"

namespace skiff::controllers {

/// Keeps the Endpoints object of each service that has a selector. Others' Endpoints are left alone.
/// Identity: endpoint-controller.
class EndpointsController final : public Controller
{
public:
    explicit EndpointsController(const ControllerContext& context);
    void start() override;

private:
    void reconcile(const client::ObjectKey& key, const Finish& finish);
    void removeOf(const client::ObjectKey& key, const Finish& finish);

    client::InformerFactory& m_informers;
    client::Informer& m_endpoints;
    Caller m_caller;
    client::LastWrites m_writes;
    KeyLoop m_loop;
    ServiceFollower m_follower;
    std::vector<client::Subscription> m_subscriptions;
};

} // namespace skiff::controllers
