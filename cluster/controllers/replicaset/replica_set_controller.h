#pragma once

#include "cluster/client/event_recorder.h"
#include "cluster/client/expectations.h"
#include "cluster/controllers/framework/caller.h"
#include "cluster/controllers/framework/controller.h"
#include "cluster/controllers/framework/key_loop.h"
#include "cluster/controllers/replicaset/replica_set_plan.h"

namespace skiff::controllers {

/// Keeps as many pods of each ReplicaSet as it asks for. Identity: replicaset-controller.
class ReplicaSetController final : public Controller
{
public:
    explicit ReplicaSetController(const ControllerContext& context);
    void start() override;

private:
    struct Pass;

    void onReplicaSetDeleted(const client::ObjectPtr& set);
    void onPodAdded(const client::ObjectPtr& pod);
    void onPodUpdated(const client::ObjectPtr& before, const client::ObjectPtr& now);
    void onPodDeleted(const client::ObjectPtr& pod);
    void addOwnerOf(const client::ObjectPtr& pod);
    void addWhoMatches(const client::ObjectPtr& pod);

    void reconcile(const client::ObjectKey& key, const Finish& finish);
    std::vector<client::ApiRequest> claimRequests(const Pass& pass) const;
    void createPods(const std::shared_ptr<Pass>& pass);
    void deletePods(const std::shared_ptr<Pass>& pass);
    void writeStatus(const std::shared_ptr<Pass>& pass);

    client::InformerFactory& m_informers;
    const Clock& m_clock;
    client::Informer& m_sets;
    client::Informer& m_pods;
    Caller m_caller;
    client::EventRecorder m_events;
    client::Expectations m_expectations;
    client::LastWrites m_writes;
    KeyLoop m_loop;
    std::vector<client::Subscription> m_subscriptions;
};

} // namespace skiff::controllers
