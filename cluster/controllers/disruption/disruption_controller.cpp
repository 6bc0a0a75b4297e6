#include "cluster/controllers/disruption/disruption_controller.h"

#include "cluster/api/views/pod.h"
#include "cluster/semantics/label_selector.h"
#include "cluster/semantics/pod.h"

#include <fmt/format.h>

#include <map>

namespace skiff::controllers {

namespace {

using client::ObjectKey;
using client::ObjectPtr;
namespace resources = client::resources;
namespace request = client::request;

constexpr int concurrency = 4;
constexpr std::string_view name = "disruption-controller";
constexpr client::ResourceRef budgets{"policy", "v1", "poddisruptionbudgets", "PodDisruptionBudget"};

/// Kinds with a scale that this process has no cache of.
constexpr client::ResourceRef otherWorkloads[] = {
    {"", "v1", "replicationcontrollers", "ReplicationController"},
    {"apps", "v1", "statefulsets", "StatefulSet"},
};

/// True when the change of a pod can change a budget's count.
bool matters(const client::Object& before, const client::Object& now)
{
    return before.isBeingDeleted() != now.isBeingDeleted() || before.labels().span() != now.labels().span() ||
           semantics::isReady(api::PodView(before.root())) != semantics::isReady(api::PodView(now.root()));
}

/// What wants the pods of a budget: the scales that are known, and the controllers still to be asked for.
struct Scales
{
    std::map<std::string, int64_t, std::less<>> known; ///< by uid
    std::map<std::string, client::ApiRequest, std::less<>> unknown;
    std::string problem;
};

int64_t replicasOf(data::Node object)
{
    return object["spec"]["replicas"].asInt().value_or(1);
}

void addScale(Scales& scales, const client::Object& pod, data::Node owner, const client::ObjectCache& replicaSets,
              const client::ObjectCache& deployments)
{
    const std::string uid(owner["uid"].asString());
    const std::string_view kind = owner["kind"].asString();
    const ObjectKey key{pod.ns(), std::string(owner["name"].asString())};
    if (scales.known.contains(uid) || scales.unknown.contains(uid))
        return;
    if (kind == "ReplicaSet") {
        const ObjectPtr set = replicaSets.get(key);
        if (!set || set->uid() != uid)
            return; // gone; its pods follow
        const data::Node above = set->controllerRef();
        const ObjectPtr deployment = deployments.get({pod.ns(), std::string(above["name"].asString())});
        if (above && deployment && deployment->uid() == above["uid"].asString())
            scales.known[std::string(deployment->uid())] = replicasOf(deployment->root());
        else
            scales.known[uid] = replicasOf(set->root());
        return;
    }
    for (const client::ResourceRef& workload : otherWorkloads) {
        if (workload.kind == kind) {
            scales.unknown.emplace(uid, request::get(workload, key));
            return;
        }
    }
    scales.problem = fmt::format("{} does not implement the scale subresource", kind);
}

} // namespace

DisruptionController::DisruptionController(const ControllerContext& context)
    : m_informers(context.informers),
      m_clock(context.clock),
      m_budgets(context.informers.informer(budgets)),
      m_pods(context.informers.informer(resources::pods)),
      m_replicaSets(context.informers.informer(resources::replicaSets)),
      m_deployments(context.informers.informer(resources::deployments)),
      m_caller(context.clientOf(name), context.executor),
      m_loop(std::string(name), context.executor, context.clock, concurrency,
             [this](const ObjectKey& key, const Finish& finish) { reconcile(key, finish); })
{
    m_subscriptions.push_back(
        m_budgets.subscribe(client::Listener::forAll([this](const ObjectPtr& budget) { m_loop.add(budget->key()); })));
    m_subscriptions.push_back(m_pods.subscribe({[this](const ObjectPtr& pod) { onPod(*pod); },
                                                [this](const ObjectPtr& before, const ObjectPtr& now) {
                                                    if (!matters(*before, *now))
                                                        return;
                                                    onPod(*before);
                                                    onPod(*now);
                                                },
                                                [this](const ObjectPtr& pod) {
                                                    onPod(*pod);
                                                }}));
    const auto all = [this](const ObjectPtr& workload) {
        for (const ObjectPtr& budget : m_budgets.cache().list(workload->ns()))
            m_loop.add(budget->key());
    };
    m_subscriptions.push_back(m_replicaSets.subscribe({all,
                                                       [all](const ObjectPtr& before, const ObjectPtr& now) {
                                                           if (replicasOf(before->root()) != replicasOf(now->root()))
                                                               all(now);
                                                       },
                                                       all}));
    m_subscriptions.push_back(m_deployments.subscribe({all,
                                                       [all](const ObjectPtr& before, const ObjectPtr& now) {
                                                           if (replicasOf(before->root()) != replicasOf(now->root()))
                                                               all(now);
                                                       },
                                                       all}));
}

void DisruptionController::start()
{
    m_informers.whenSynced({&m_budgets, &m_pods, &m_replicaSets, &m_deployments}, [this] {
        setReady();
        m_loop.start();
    });
}

void DisruptionController::onPod(const client::Object& pod)
{
    for (const ObjectPtr& budget : m_budgets.cache().list(pod.ns())) {
        const auto selector = semantics::LabelSelector::fromObject((*budget)["spec"]["selector"]);
        if (selector.ok() && selector->matches(pod.labels()))
            m_loop.add(budget->key());
    }
}

void DisruptionController::reconcile(const ObjectKey& key, const Finish& finish)
{
    BudgetObserved observed;
    observed.budget = m_budgets.cache().get(key);
    if (!observed.budget || observed.budget->isBeingDeleted())
        return finish(Outcome::done());
    const auto selector = semantics::LabelSelector::fromObject((*observed.budget)["spec"]["selector"]);
    if (selector.ok())
        observed.pods = m_pods.cache().list(key.ns, *selector);
    else
        observed.problem = selector.error().message;
    findScale(std::move(observed), finish);
}

void DisruptionController::findScale(BudgetObserved observed, const Finish& finish)
{
    Scales scales;
    for (const ObjectPtr& pod : observed.pods)
        if (const data::Node owner = pod->controllerRef())
            addScale(scales, *pod, owner, m_replicaSets.cache(), m_deployments.cache());
    for (const auto& [uid, replicas] : scales.known)
        observed.scale += replicas;
    if (!scales.problem.empty())
        observed.problem = scales.problem;
    if (scales.unknown.empty())
        return write(observed, finish);
    std::vector<client::ApiRequest> asked;
    for (auto& [uid, call] : scales.unknown)
        asked.push_back(std::move(call));
    m_caller.sendAll(std::move(asked), [this, observed, finish](const Caller::Results& answers) mutable {
        for (const client::ApiResult& answer : answers) {
            if (answer)
                observed.scale += replicasOf(answer.root());
            else if (answer.code() != ErrorCode::NotFound)
                return finish(Outcome::failed(Error(answer.error())));
        }
        write(observed, finish);
    });
}

void DisruptionController::write(const BudgetObserved& observed, const Finish& finish)
{
    BudgetPlan plan = reconcileBudget(observed, m_clock.now());
    const Outcome rest = plan.again ? Outcome::after(*plan.again) : Outcome::done();
    if (plan.status.is_null())
        return finish(rest);
    // An eviction may have taken from the status meanwhile: only what was looked at may be replaced.
    const data::Value patch{{"metadata", {{"resourceVersion", observed.budget->resourceVersion()}}},
                            {"status", std::move(plan.status)}};
    m_caller.send(request::patch(budgets, observed.budget->key(), client::PatchType::Merge, patch, "status"),
                  [finish, rest](const client::ApiResult& result) {
                      if (result || result.code() == ErrorCode::NotFound || result.code() == ErrorCode::Conflict)
                          return finish(rest); // after a conflict the newer budget comes by its event
                      finish(Outcome::failed(Error(result.error())));
                  });
}

} // namespace skiff::controllers
