#pragma once

#include "cluster/client/event_recorder.h"
#include "cluster/client/expectations.h"
#include "cluster/controllers/deployment/deployment_plan.h"
#include "cluster/controllers/framework/caller.h"
#include "cluster/controllers/framework/controller.h"
#include "cluster/controllers/framework/key_loop.h"

namespace skiff::controllers {

/// Rolls Deployments out through ReplicaSets. Identity: deployment-controller.
class DeploymentController final : public Controller
{
public:
    explicit DeploymentController(const ControllerContext& context);
    void start() override;

private:
    struct Pass;

    void onSet(const client::ObjectPtr& set);
    void onSetAdded(const client::ObjectPtr& set);
    void onPodDeleted(const client::ObjectPtr& pod);
    void reconcile(const client::ObjectKey& key, const Finish& finish);
    DeploymentObserved observe(const client::ObjectPtr& deployment) const;
    void claim(const std::shared_ptr<Pass>& pass);
    void applySets(const std::shared_ptr<Pass>& pass);
    void onNameTaken(const std::shared_ptr<Pass>& pass, const std::string& name);
    void writeStatus(const std::shared_ptr<Pass>& pass);
    void end(const std::shared_ptr<Pass>& pass);

    client::InformerFactory& m_informers;
    const Clock& m_clock;
    client::Informer& m_deployments;
    client::Informer& m_sets;
    client::Informer& m_pods;
    Caller m_caller;
    client::EventRecorder m_events;
    client::Expectations m_expectations; ///< sets that were created
    client::LastWrites m_writes;         ///< of deployments
    client::LastWrites m_setWrites;
    KeyLoop m_loop;
    std::vector<client::Subscription> m_subscriptions;
};

} // namespace skiff::controllers
