#include "cluster/controllers/deployment/deployment_controller.h"

#include "cluster/semantics/label_selector.h"
#include "cluster/semantics/owner_references.h"
#include "cluster/semantics/pod.h"
#include "cluster/semantics/pod_template.h"

namespace skiff::controllers {

namespace {

using client::ObjectKey;
using client::ObjectPtr;
using client::PatchType;
namespace resources = client::resources;
namespace request = client::request;

constexpr int concurrency = 8;
constexpr std::string_view name = "deployment-controller";

} // namespace

/// One look at a deployment, through its calls to the end.
struct DeploymentController::Pass
{
    ObjectPtr deployment;
    DeploymentPlan plan;
    Status status;
    Finish finish;

    void note(const Status& result)
    {
        if (status && !result)
            status = result;
    }
};

DeploymentController::DeploymentController(const ControllerContext& context)
    : m_informers(context.informers),
      m_clock(context.clock),
      m_deployments(context.informers.informer(resources::deployments)),
      m_sets(context.informers.informer(resources::replicaSets)),
      m_pods(context.informers.informer(resources::pods)),
      m_caller(context.clientOf(name), context.executor),
      m_events(context.clientOf(name), context.clock, std::string(name)),
      m_expectations(context.clock),
      m_loop(std::string(name), context.executor, context.clock, concurrency,
             [this](const ObjectKey& key, const Finish& finish) { reconcile(key, finish); })
{
    m_sets.addIndex(client::indexes::byControllerUid());
    m_sets.addIndex(client::indexes::orphansByNamespace());
    m_pods.addIndex(client::indexes::byControllerUid());
    m_subscriptions.push_back(m_deployments.subscribe(
        {[this](const ObjectPtr& deployment) { m_loop.add(deployment->key()); },
         [this](const ObjectPtr&, const ObjectPtr& deployment) { m_loop.add(deployment->key()); },
         [this](const ObjectPtr& deployment) {
             m_expectations.forget(deployment->key());
             m_writes.forget(deployment->key());
         }}));
    m_subscriptions.push_back(m_sets.subscribe({[this](const ObjectPtr& set) { onSetAdded(set); },
                                                [this](const ObjectPtr& before, const ObjectPtr& now) {
                                                    if (before->controllerRef()["uid"].asString() !=
                                                        now->controllerRef()["uid"].asString())
                                                        onSet(before);
                                                    onSet(now);
                                                },
                                                [this](const ObjectPtr& set) {
                                                    m_setWrites.forget(set->key());
                                                    onSet(set);
                                                }}));
    m_subscriptions.push_back(m_pods.subscribe({{}, {}, [this](const ObjectPtr& pod) {
                                                    onPodDeleted(pod);
                                                }}));
}

void DeploymentController::start()
{
    m_informers.whenSynced({&m_deployments, &m_sets, &m_pods}, [this] {
        setReady();
        m_loop.start();
    });
}

void DeploymentController::onSet(const ObjectPtr& set)
{
    if (const auto controller = semantics::controllerOf(set->root())) {
        if (controller.kind() == "Deployment")
            m_loop.add({set->ns(), std::string(controller.name())});
        return;
    }
    for (const ObjectPtr& deployment : m_deployments.cache().list(set->ns())) {
        const auto selector = semantics::LabelSelector::fromObject((*deployment)["spec"]["selector"]);
        if (selector && !selector->isEverything() && selector->matches(set->labels()))
            m_loop.add(deployment->key());
    }
}

void DeploymentController::onSetAdded(const ObjectPtr& set)
{
    if (const auto controller = semantics::controllerOf(set->root()); controller && controller.kind() == "Deployment")
        m_expectations.creationObserved({set->ns(), std::string(controller.name())});
    onSet(set);
}

/// A Recreate deployment goes on when the last pod of its old sets is gone.
void DeploymentController::onPodDeleted(const ObjectPtr& pod)
{
    const auto controller = semantics::controllerOf(pod->root());
    if (!controller || controller.kind() != "ReplicaSet")
        return;
    const ObjectPtr set = m_sets.cache().get({pod->ns(), std::string(controller.name())});
    if (!set)
        return;
    const auto owner = semantics::controllerOf(set->root());
    const ObjectPtr deployment = owner ? m_deployments.cache().get({pod->ns(), std::string(owner.name())}) : nullptr;
    if (deployment && (*deployment)["spec"]["strategy"]["type"].asString() == "Recreate")
        m_loop.add(deployment->key());
}

DeploymentObserved DeploymentController::observe(const ObjectPtr& deployment) const
{
    DeploymentObserved observed;
    observed.deployment = deployment;
    observed.replicaSets = m_sets.cache().byIndex(client::indexes::controllerUid, deployment->uid());
    for (ObjectPtr& orphan : m_sets.cache().byIndex(client::indexes::orphansByNamespaceName, deployment->ns()))
        observed.replicaSets.push_back(std::move(orphan));
    if ((*deployment)["spec"]["strategy"]["type"].asString() == "Recreate")
        for (const ObjectPtr& set : observed.replicaSets)
            for (const ObjectPtr& pod : m_pods.cache().byIndex(client::indexes::controllerUid, set->uid()))
                if (!semantics::isTerminal(api::PodView(pod->root())))
                    observed.setsWithPods.emplace(set->uid());
    return observed;
}

void DeploymentController::reconcile(const ObjectKey& key, const Finish& finish)
{
    const ObjectPtr deployment = m_deployments.cache().get(key);
    if (!deployment || !m_writes.seen(deployment) || !m_expectations.satisfied(key))
        return finish(Outcome::done()); // what is awaited brings the key again
    const DeploymentObserved observed = observe(deployment);
    for (const ObjectPtr& set : observed.replicaSets)
        if (!m_setWrites.seen(set))
            return finish(Outcome::done());
    auto pass = std::make_shared<Pass>();
    pass->deployment = deployment;
    pass->finish = finish;
    pass->plan = reconcileDeployment(observed, m_clock.now());
    claim(pass);
}

void DeploymentController::claim(const std::shared_ptr<Pass>& pass)
{
    std::vector<client::ApiRequest> requests;
    const client::Object& deployment = *pass->deployment;
    for (const ObjectPtr& set : pass->plan.adopt)
        requests.push_back(request::patch(resources::replicaSets, set->key(), PatchType::Strategic,
                                          {{"metadata",
                                            {{"uid", set->uid()},
                                             {"ownerReferences", data::Array{semantics::controllerReference(
                                                                     deployment.root(), "apps/v1", "Deployment")}}}}}));
    for (const ObjectPtr& set : pass->plan.release)
        requests.push_back(
            request::patch(resources::replicaSets, set->key(), PatchType::Strategic,
                           {{"metadata",
                             {{"uid", set->uid()},
                              {"ownerReferences", data::Array{{{"$patch", "delete"}, {"uid", deployment.uid()}}}}}}}));
    if (!requests.empty()) {
        // The sets change by this; the plan is made anew when the cache shows it.
        return m_caller.sendAll(std::move(requests), [this, pass](const Caller::Results& results) {
            pass->note(firstError(results));
            pass->plan.again = std::nullopt;
            end(pass);
        });
    }
    if (pass->plan.annotations.is_null())
        return applySets(pass);
    m_caller.send(request::patch(resources::deployments, deployment.key(), PatchType::Merge, pass->plan.annotations),
                  [this, pass](const client::ApiResult& result) {
                      pass->note(result.toStatus());
                      if (!result)
                          return end(pass);
                      m_writes.wrote(pass->deployment->key(), pass->deployment->uid(),
                                     result.root()["metadata"]["resourceVersion"].asString());
                      applySets(pass);
                  });
}

void DeploymentController::applySets(const std::shared_ptr<Pass>& pass)
{
    const ObjectKey key = pass->deployment->key();
    std::vector<client::ApiRequest> requests;
    const bool creates = !pass->plan.create.is_null();
    if (creates) {
        m_expectations.expectCreations(key, 1);
        requests.push_back(request::create(resources::replicaSets, key.ns, pass->plan.create));
    }
    for (const ReplicaSetChange& change : pass->plan.change)
        requests.push_back(
            request::patch(resources::replicaSets, change.replicaSet->key(), PatchType::Merge, change.patch));
    for (const ObjectPtr& set : pass->plan.remove) {
        client::DeleteOptions options;
        options.uid = set->uid();
        options.propagation = client::Propagation::Background;
        requests.push_back(request::remove(resources::replicaSets, set->key(), options));
    }
    m_caller.sendAll(std::move(requests), [this, pass, key, creates](const Caller::Results& results) {
        size_t at = 0;
        if (creates) {
            const client::ApiResult& created = results[at++];
            if (!created)
                m_expectations.creationFailed(key);
            if (!created && created.code() == ErrorCode::AlreadyExists)
                return onNameTaken(pass, std::string(data::stringAt(pass->plan.create, {"metadata", "name"})));
            if (!created && !created.error().isNamespaceTerminating())
                pass->note(created.toStatus());
        }
        for (const ReplicaSetChange& change : pass->plan.change) {
            const client::ApiResult& result = results[at++];
            pass->note(result.toStatus());
            if (result)
                m_setWrites.wrote(change.replicaSet->key(), change.replicaSet->uid(),
                                  result.root()["metadata"]["resourceVersion"].asString());
        }
        if (pass->status)
            for (const std::string& message : pass->plan.scalings)
                m_events.normal(client::EventSubject::of(resources::deployments, *pass->deployment),
                                "ScalingReplicaSet", message);
        if (!pass->status)
            return end(pass);
        writeStatus(pass);
    });
}

/// Either the cache was behind and the set is ours, or two templates have the same hash: then the next name is tried.
void DeploymentController::onNameTaken(const std::shared_ptr<Pass>& pass, const std::string& name)
{
    m_caller.send(request::get(resources::replicaSets, {pass->deployment->ns(), name}),
                  [this, pass](const client::ApiResult& found) {
                      pass->note(found.toStatus());
                      if (!found)
                          return end(pass);
                      const data::Node set = found.root();
                      if (semantics::isControlledBy(set, pass->deployment->uid()) &&
                          semantics::canonicalPodTemplate(set["spec"]["template"]) ==
                              semantics::canonicalPodTemplate((*pass->deployment)["spec"]["template"])) {
                          pass->note(Error{ErrorCode::Conflict, "its new replica set is not in the cache yet"});
                          return end(pass);
                      }
                      pass->plan.status = countCollision(*pass->deployment);
                      writeStatus(pass);
                  });
}

void DeploymentController::writeStatus(const std::shared_ptr<Pass>& pass)
{
    if (pass->plan.status.is_null())
        return end(pass);
    data::Value patch = pass->plan.status;
    patch.as_object()["metadata"] = {{"uid", pass->deployment->uid()}};
    m_caller.send(request::patch(resources::deployments, pass->deployment->key(), PatchType::Merge, patch, "status"),
                  [this, pass](const client::ApiResult& result) {
                      if (result)
                          m_writes.wrote(pass->deployment->key(), pass->deployment->uid(),
                                         result.root()["metadata"]["resourceVersion"].asString());
                      else if (result.code() != ErrorCode::NotFound)
                          pass->note(result.toStatus());
                      end(pass);
                  });
}

void DeploymentController::end(const std::shared_ptr<Pass>& pass)
{
    if (!pass->status)
        pass->finish(Outcome::failed(pass->status.error()));
    else
        pass->finish(Outcome{Status(), pass->plan.again});
}

} // namespace skiff::controllers
