#pragma once

#include "cluster/controllers/framework/caller.h"
#include "cluster/controllers/framework/controller.h"
#include "cluster/controllers/framework/key_loop.h"

#include <map>

namespace skiff::controllers {

/// Removes pods that no kubelet will ever finish: of nodes that are gone, and deleted ones that never had a node.
/// Identity: pod-garbage-collector.
class PodGarbageCollector final : public Controller
{
public:
    explicit PodGarbageCollector(const ControllerContext& context);
    void start() override;

private:
    void onPod(const client::ObjectPtr& pod);
    void reconcile(const client::ObjectKey& key, const Finish& finish);
    void confirm(const client::ObjectPtr& pod, const Finish& finish);
    void fail(const client::ObjectPtr& pod, const Finish& finish);
    void remove(const client::ObjectPtr& pod, const Finish& finish);

    client::InformerFactory& m_informers;
    const Clock& m_clock;
    client::Informer& m_nodes;
    client::Informer& m_pods;
    Caller m_caller;
    std::map<std::string, SteadyTime> m_since; ///< uid of a pod without its node: when that was first seen
    KeyLoop m_loop;
    std::vector<client::Subscription> m_subscriptions;
};

} // namespace skiff::controllers
