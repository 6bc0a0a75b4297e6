#pragma once

#include "cluster/client/event_recorder.h"
#include "cluster/client/expectations.h"
#include "cluster/controllers/framework/caller.h"
#include "cluster/controllers/framework/controller.h"
#include "cluster/controllers/framework/key_loop.h"
#include "cluster/controllers/nodelifecycle/node_plan.h"

#include <map>
#include <set>
#include <string>

namespace skiff::controllers {

/// Watches over the nodes: by their leases and statuses tells the silent ones, and keeps their taints. Time is
/// measured by the steady clock from when a sign was seen, whatever the node's clock says. Identity: node-controller.
class NodeHealthController final : public Controller
{
public:
    explicit NodeHealthController(const ControllerContext& context);
    void start() override;

private:
    struct Sign
    {
        SteadyTime heard;
        std::string renewTime;
        std::string status;
    };
    struct Pass;

    void onNode(const client::ObjectPtr& node);
    void onLease(const client::ObjectPtr& lease);
    void noteHealth(const std::string& node, bool healthy);
    void reconcile(const client::ObjectKey& key, const Finish& finish);
    void markPods(const std::shared_ptr<Pass>& pass);

    client::InformerFactory& m_informers;
    const Clock& m_clock;
    client::Informer& m_nodes;
    client::Informer& m_leases;
    client::Informer& m_pods;
    Caller m_caller;
    client::EventRecorder m_events;
    client::LastWrites m_writes;
    std::map<std::string, Sign> m_signs; ///< by node
    std::set<std::string> m_healthy;     ///< nodes that are ready
    KeyLoop m_loop;
    std::vector<client::Subscription> m_subscriptions;
};

} // namespace skiff::controllers
