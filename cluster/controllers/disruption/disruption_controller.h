#pragma once

#include "cluster/controllers/disruption/disruption_plan.h"
#include "cluster/controllers/framework/caller.h"
#include "cluster/controllers/framework/controller.h"
#include "cluster/controllers/framework/key_loop.h"

#include <vector>

namespace skiff::controllers {

/// Keeps the status of PodDisruptionBudgets: how many of their pods are healthy and may be evicted. The API server's
/// eviction reads it and takes from it. Identity: disruption-controller.
class DisruptionController final : public Controller
{
public:
    explicit DisruptionController(const ControllerContext& context);
    void start() override;

private:
    void onPod(const client::Object& pod);
    void reconcile(const client::ObjectKey& key, const Finish& finish);
    /// Fills in what the pods' controllers want; asks the API server for those that no cache here has.
    void findScale(BudgetObserved observed, const Finish& finish);
    void write(const BudgetObserved& observed, const Finish& finish);

    client::InformerFactory& m_informers;
    const Clock& m_clock;
    client::Informer& m_budgets;
    client::Informer& m_pods;
    client::Informer& m_replicaSets;
    client::Informer& m_deployments;
    Caller m_caller;
    KeyLoop m_loop;
    std::vector<client::Subscription> m_subscriptions;
};

} // namespace skiff::controllers
