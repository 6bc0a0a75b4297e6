#pragma once

#include "cluster/client/event_recorder.h"
#include "cluster/controllers/framework/caller.h"
#include "cluster/controllers/framework/controller.h"
#include "cluster/controllers/framework/key_loop.h"

#include <map>

namespace skiff::controllers {

/// Deletes pods from nodes with NoExecute taints, each after the time that its tolerations allow. Identity:
/// node-controller.
class TaintEvictionController final : public Controller
{
public:
    explicit TaintEvictionController(const ControllerContext& context);
    void start() override;

private:
    void onNode(const client::ObjectPtr& node);
    void onPod(const client::ObjectPtr& pod);
    void reconcile(const client::ObjectKey& key, const Finish& finish);
    void evict(const client::ObjectPtr& pod, const Finish& finish);

    client::InformerFactory& m_informers;
    const Clock& m_clock;
    client::Informer& m_nodes;
    client::Informer& m_pods;
    Caller m_caller;
    client::EventRecorder m_events;
    std::map<std::string, SteadyTime> m_since; ///< uid of a pod that must go: when that was first seen
    KeyLoop m_loop;
    std::vector<client::Subscription> m_subscriptions;
};

} // namespace skiff::controllers
