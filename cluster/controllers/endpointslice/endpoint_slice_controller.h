#pragma once

#include "cluster/client/expectations.h"
#include "cluster/controllers/endpoints/service_follower.h"
#include "cluster/controllers/framework/caller.h"
#include "cluster/controllers/framework/controller.h"
#include "cluster/controllers/framework/key_loop.h"

namespace skiff::controllers {

/// Keeps the EndpointSlices of each service that has a selector. Slices of other makers (mirrored, by hand) are left
/// alone; those of a service that is gone fall to the garbage collector. Identity: endpointslice-controller.
class EndpointSliceController final : public Controller
{
public:
    explicit EndpointSliceController(const ControllerContext& context);
    void start() override;

private:
    void onSlice(const client::ObjectPtr& slice, bool added);
    void reconcile(const client::ObjectKey& key, const Finish& finish);

    client::InformerFactory& m_informers;
    client::Informer& m_slices;
    client::Informer& m_nodes;
    Caller m_caller;
    client::Expectations m_expectations; ///< slices that were created or deleted, by service
    client::LastWrites m_writes;
    KeyLoop m_loop;
    ServiceFollower m_follower;
    std::vector<client::Subscription> m_subscriptions;
};

} // namespace skiff::controllers
