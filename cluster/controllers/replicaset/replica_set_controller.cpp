#include "cluster/controllers/replicaset/replica_set_controller.h"

#include "cluster/semantics/label_selector.h"
#include "cluster/semantics/owner_references.h"

#include <fmt/format.h>

namespace skiff::controllers {

namespace {

using client::ObjectKey;
using client::ObjectPtr;
namespace resources = client::resources;
namespace request = client::request;

constexpr int concurrency = 8;
constexpr std::string_view name = "replicaset-controller";

std::string controllerUid(const ObjectPtr& pod)
{
    const auto controller = semantics::controllerOf(pod->root());
    return controller && controller.kind() == "ReplicaSet" ? std::string(controller.uid()) : std::string();
}

} // namespace

/// One look at a set, through its calls to the end.
struct ReplicaSetController::Pass
{
    ObjectPtr set;
    ReplicaSetPlan plan;
    std::optional<ReplicaFailure> failure;
    Status status;
    Finish finish;
};

ReplicaSetController::ReplicaSetController(const ControllerContext& context)
    : m_informers(context.informers),
      m_clock(context.clock),
      m_sets(context.informers.informer(resources::replicaSets)),
      m_pods(context.informers.informer(resources::pods)),
      m_caller(context.clientOf(name), context.executor),
      m_events(context.clientOf(name), context.clock, std::string(name)),
      m_expectations(context.clock),
      m_loop(std::string(name), context.executor, context.clock, concurrency,
             [this](const ObjectKey& key, const Finish& finish) { reconcile(key, finish); })
{
    m_pods.addIndex(client::indexes::byControllerUid());
    m_pods.addIndex(client::indexes::orphansByNamespace());
    m_subscriptions.push_back(
        m_sets.subscribe({[this](const ObjectPtr& set) { m_loop.add(set->key()); },
                          [this](const ObjectPtr&, const ObjectPtr& set) { m_loop.add(set->key()); },
                          [this](const ObjectPtr& set) {
                              onReplicaSetDeleted(set);
                          }}));
    m_subscriptions.push_back(
        m_pods.subscribe({[this](const ObjectPtr& pod) { onPodAdded(pod); },
                          [this](const ObjectPtr& before, const ObjectPtr& now) { onPodUpdated(before, now); },
                          [this](const ObjectPtr& pod) {
                              onPodDeleted(pod);
                          }}));
}

void ReplicaSetController::start()
{
    m_informers.whenSynced({&m_sets, &m_pods}, [this] {
        setReady();
        m_loop.start();
    });
}

void ReplicaSetController::onReplicaSetDeleted(const ObjectPtr& set)
{
    m_expectations.forget(set->key());
    m_writes.forget(set->key());
    m_loop.add(set->key());
}

/// The set that controls the pod, when it is that very set and not a namesake.
void ReplicaSetController::addOwnerOf(const ObjectPtr& pod)
{
    const auto controller = semantics::controllerOf(pod->root());
    if (controller && controller.kind() == "ReplicaSet")
        m_loop.add({pod->ns(), std::string(controller.name())});
}

void ReplicaSetController::addWhoMatches(const ObjectPtr& pod)
{
    for (const ObjectPtr& set : m_sets.cache().list(pod->ns())) {
        const auto selector = semantics::LabelSelector::fromObject((*set)["spec"]["selector"]);
        if (selector && !selector->isEverything() && selector->matches(pod->labels()))
            m_loop.add(set->key());
    }
}

void ReplicaSetController::onPodAdded(const ObjectPtr& pod)
{
    if (pod->isBeingDeleted())
        return onPodDeleted(pod);
    const std::string uid = controllerUid(pod);
    if (uid.empty()) {
        if (!semantics::controllerOf(pod->root()))
            addWhoMatches(pod);
        return;
    }
    m_expectations.creationObserved({pod->ns(), std::string(semantics::controllerOf(pod->root()).name())});
    addOwnerOf(pod);
}

void ReplicaSetController::onPodUpdated(const ObjectPtr& before, const ObjectPtr& now)
{
    if (now->isBeingDeleted())
        return onPodDeleted(now);
    if (controllerUid(before) != controllerUid(now))
        addOwnerOf(before);
    addOwnerOf(now);
    if (!semantics::controllerOf(now->root()))
        addWhoMatches(now);
}

void ReplicaSetController::onPodDeleted(const ObjectPtr& pod)
{
    const auto controller = semantics::controllerOf(pod->root());
    if (!controller || controller.kind() != "ReplicaSet")
        return;
    m_expectations.deletionObserved({pod->ns(), std::string(controller.name())}, pod->uid());
    addOwnerOf(pod);
}

void ReplicaSetController::reconcile(const ObjectKey& key, const Finish& finish)
{
    const ObjectPtr set = m_sets.cache().get(key);
    if (!set) {
        m_expectations.forget(key);
        return finish(Outcome::done());
    }
    if (!m_writes.seen(set))
        return finish(Outcome::done()); // the event of that write brings the key again
    auto pass = std::make_shared<Pass>();
    pass->set = set;
    pass->finish = finish;
    ReplicaSetObserved observed;
    observed.replicaSet = set;
    observed.expectationsMet = m_expectations.satisfied(key);
    observed.pods = m_pods.cache().byIndex(client::indexes::controllerUid, set->uid());
    for (ObjectPtr& orphan : m_pods.cache().byIndex(client::indexes::orphansByNamespaceName, set->ns()))
        observed.pods.push_back(std::move(orphan));
    pass->plan = reconcileReplicaSet(observed, m_clock.now());
    m_caller.sendAll(claimRequests(*pass), [this, pass](const Caller::Results& results) {
        pass->status =
            firstError(results, [](const client::ApiError& error) { return error.code != ErrorCode::NotFound; });
        if (!pass->status)
            return pass->finish(Outcome::failed(pass->status.error()));
        if (pass->plan.create > 0)
            createPods(pass);
        else if (!pass->plan.remove.empty())
            deletePods(pass);
        else
            writeStatus(pass);
    });
}

std::vector<client::ApiRequest> ReplicaSetController::claimRequests(const Pass& pass) const
{
    std::vector<client::ApiRequest> requests;
    for (const ObjectPtr& pod : pass.plan.adopt)
        requests.push_back(request::patch(resources::pods, pod->key(), client::PatchType::Strategic,
                                          {{"metadata",
                                            {{"uid", pod->uid()},
                                             {"ownerReferences", data::Array{semantics::controllerReference(
                                                                     pass.set->root(), "apps/v1", "ReplicaSet")}}}}}));
    for (const ObjectPtr& pod : pass.plan.release)
        requests.push_back(
            request::patch(resources::pods, pod->key(), client::PatchType::Strategic,
                           {{"metadata",
                             {{"uid", pod->uid()},
                              {"ownerReferences", data::Array{{{"$patch", "delete"}, {"uid", pass.set->uid()}}}}}}}));
    return requests;
}

void ReplicaSetController::createPods(const std::shared_ptr<Pass>& pass)
{
    const ObjectKey key = pass->set->key();
    const int64_t count = pass->plan.create;
    m_expectations.expectCreations(key, static_cast<int>(count));
    const data::Value pod = podFromTemplate(*pass->set);
    const client::ApiRequest create = request::create(resources::pods, key.ns, pod);
    m_caller.sendSlowly(
        std::vector(static_cast<size_t>(count), create), [this, pass, count, key](const Caller::Results& results) {
            const auto subject = client::EventSubject::of(resources::replicaSets, *pass->set);
            int64_t unseen = count - static_cast<int64_t>(results.size());
            for (const client::ApiResult& result : results) {
                if (result) {
                    m_events.normal(subject, "SuccessfulCreate",
                                    fmt::format("Created pod: {}", result.root()["metadata"]["name"].asString()));
                    continue;
                }
                ++unseen;
                if (result.error().isNamespaceTerminating())
                    continue;
                if (!pass->failure)
                    m_events.warning(subject, "FailedCreate", "Error creating: " + result.error().message);
                pass->failure = ReplicaFailure{"FailedCreate", result.error().message};
                pass->status = Error(result.error());
            }
            for (; unseen > 0; --unseen)
                m_expectations.creationFailed(key);
            writeStatus(pass);
        });
}

void ReplicaSetController::deletePods(const std::shared_ptr<Pass>& pass)
{
    const ObjectKey key = pass->set->key();
    std::vector<client::ApiRequest> requests;
    for (const ObjectPtr& pod : pass->plan.remove) {
        m_expectations.expectDeletion(key, std::string(pod->uid()));
        client::DeleteOptions options;
        options.uid = pod->uid();
        requests.push_back(request::remove(resources::pods, pod->key(), options));
    }
    m_caller.sendAll(std::move(requests), [this, pass, key](const Caller::Results& results) {
        const auto subject = client::EventSubject::of(resources::replicaSets, *pass->set);
        for (size_t i = 0; i < results.size(); ++i) {
            const ObjectPtr& pod = pass->plan.remove[i];
            if (results[i]) {
                m_events.normal(subject, "SuccessfulDelete", "Deleted pod: " + pod->name());
                continue;
            }
            m_expectations.deletionObserved(key, pod->uid());
            if (results[i].code() == ErrorCode::NotFound)
                continue;
            m_events.warning(subject, "FailedDelete", "Error deleting: " + results[i].error().message);
            pass->failure = ReplicaFailure{"FailedDelete", results[i].error().message};
            pass->status = Error(results[i].error());
        }
        writeStatus(pass);
    });
}

void ReplicaSetController::writeStatus(const std::shared_ptr<Pass>& pass)
{
    const auto end = [pass](Outcome outcome) {
        if (!pass->status)
            outcome = Outcome::failed(pass->status.error());
        else if (outcome.status && pass->plan.again)
            outcome.again = pass->plan.again;
        pass->finish(std::move(outcome));
    };
    data::Value status = pass->plan.status;
    if (!status.is_object())
        return end(Outcome::done());
    const data::Value conditions = replicaSetConditions(*pass->set, pass->failure, m_clock.now());
    const data::Node old = (*pass->set)["status"];
    bool changed = false;
    for (const auto& [member, value] : status.as_object())
        changed = changed || old[member].asInt().value_or(0) != value.to_number<int64_t>();
    const data::Value oldConditions = old["conditions"] ? old["conditions"].toValue() : data::Value(data::Array{});
    if (!data::equal(conditions, oldConditions)) {
        changed = true;
        status.as_object()["conditions"] = conditions;
    }
    if (!changed)
        return end(Outcome::done());
    for (auto& member : status.as_object()) // optional counts of zero are absent
        if (member.key() != "replicas" && member.value().is_int64() && member.value().get_int64() == 0)
            member.value() = nullptr;
    m_caller.send(request::patch(resources::replicaSets, pass->set->key(), client::PatchType::Merge,
                                 {{"metadata", {{"uid", pass->set->uid()}}}, {"status", std::move(status)}}, "status"),
                  [this, pass, end](const client::ApiResult& result) {
                      if (!result && result.code() != ErrorCode::NotFound)
                          return end(Outcome::failed(Error(result.error())));
                      if (result)
                          m_writes.wrote(pass->set->key(), pass->set->uid(),
                                         result.root()["metadata"]["resourceVersion"].asString());
                      end(Outcome::done());
                  });
}

} // namespace skiff::controllers
