#include "cluster/controllers/nodelifecycle/node_health_controller.h"

#include "cluster/semantics/pod.h"

#include <fmt/format.h>

namespace skiff::controllers {

namespace {

using client::ObjectKey;
using client::ObjectPtr;
using client::PatchType;
namespace resources = client::resources;
namespace request = client::request;

constexpr int concurrency = 8;
constexpr std::string_view name = "node-controller";
constexpr std::string_view leaseNamespace = "kube-node-lease";

client::InformerOptions nodeLeases()
{
    client::InformerOptions options{resources::leases};
    options.ns = leaseNamespace;
    return options;
}

} // namespace

struct NodeHealthController::Pass
{
    ObjectPtr node;
    NodePlan plan;
    Finish finish;
};

NodeHealthController::NodeHealthController(const ControllerContext& context)
    : m_informers(context.informers),
      m_clock(context.clock),
      m_nodes(context.informers.informer(resources::nodes)),
      m_leases(context.informers.informer(nodeLeases())),
      m_pods(context.informers.informer(resources::pods)),
      m_caller(context.clientOf(name), context.executor),
      m_events(context.clientOf(name), context.clock, std::string(name)),
      m_loop(std::string(name), context.executor, context.clock, concurrency,
             [this](const ObjectKey& key, const Finish& finish) { reconcile(key, finish); })
{
    m_pods.addIndex(client::indexes::byNodeName());
    m_subscriptions.push_back(m_nodes.subscribe({[this](const ObjectPtr& node) { onNode(node); },
                                                 [this](const ObjectPtr&, const ObjectPtr& node) { onNode(node); },
                                                 [this](const ObjectPtr& node) {
                                                     m_signs.erase(node->name());
                                                     m_writes.forget(node->key());
                                                     noteHealth(node->name(), false);
                                                 }}));
    m_subscriptions.push_back(m_leases.subscribe({[this](const ObjectPtr& lease) { onLease(lease); },
                                                  [this](const ObjectPtr&, const ObjectPtr& lease) { onLease(lease); },
                                                  {}}));
}

void NodeHealthController::start()
{
    m_informers.whenSynced({&m_nodes, &m_leases, &m_pods}, [this] {
        setReady();
        m_loop.start();
    });
}

/// A sign of life is a new heartbeat in the status: what this controller writes there leaves them as they are.
void NodeHealthController::onNode(const ObjectPtr& node)
{
    std::string heartbeats;
    for (const data::Node condition : (*node)["status"]["conditions"])
        heartbeats.append(condition["lastHeartbeatTime"].asString()).append(1, ' ');
    const auto [place, isNew] = m_signs.try_emplace(node->name());
    Sign& sign = place->second;
    if (isNew || sign.status != heartbeats) {
        sign.heard = m_clock.steady();
        sign.status = std::move(heartbeats);
    }
    noteHealth(node->name(), readyStatus(*node) == "True");
    m_loop.add(node->key());
}

void NodeHealthController::onLease(const ObjectPtr& lease)
{
    const auto [place, isNew] = m_signs.try_emplace(lease->name());
    Sign& sign = place->second;
    const std::string_view renewed = (*lease)["spec"]["renewTime"].asString();
    if (isNew || sign.renewTime != renewed) {
        sign.heard = m_clock.steady();
        sign.renewTime = renewed;
    }
}

/// When the first node becomes healthy, or the last one stops being so, the taints of all others follow.
void NodeHealthController::noteHealth(const std::string& node, bool healthy)
{
    const bool before = !m_healthy.empty();
    if (healthy)
        m_healthy.insert(node);
    else
        m_healthy.erase(node);
    if (before != !m_healthy.empty())
        for (const ObjectPtr& each : m_nodes.cache().list())
            m_loop.add(each->key());
}

void NodeHealthController::reconcile(const ObjectKey& key, const Finish& finish)
{
    const ObjectPtr node = m_nodes.cache().get(key);
    if (!node || !m_writes.seen(node))
        return finish(Outcome::done());
    NodeObserved observed;
    observed.node = node;
    observed.sinceHeard = m_clock.steady() - m_signs[key.name].heard;
    observed.othersHealthy = !m_healthy.empty();
    auto pass = std::make_shared<Pass>();
    pass->node = node;
    pass->finish = finish;
    pass->plan = reconcileNode(observed, m_clock.now());
    std::vector<client::ApiRequest> requests;
    if (!pass->plan.status.is_null())
        requests.push_back(request::patch(resources::nodes, key, PatchType::Merge, pass->plan.status, "status"));
    else if (!pass->plan.taints.is_null())
        requests.push_back(request::patch(resources::nodes, key, PatchType::Merge, pass->plan.taints));
    m_caller.sendAll(std::move(requests), [this, pass](const Caller::Results& results) {
        for (const client::ApiResult& result : results) {
            if (!result)
                return pass->finish(result.code() == ErrorCode::NotFound ? Outcome::done()
                                                                         : Outcome::failed(Error(result.error())));
            // What else there is to do follows when the cache has this.
            m_writes.wrote(pass->node->key(), pass->node->uid(),
                           result.root()["metadata"]["resourceVersion"].asString());
        }
        if (pass->plan.podsNotReady)
            return markPods(pass);
        pass->finish(Outcome{Status(), pass->plan.again});
    });
}

/// Nobody can vouch for the pods of a silent node: they leave the services.
void NodeHealthController::markPods(const std::shared_ptr<Pass>& pass)
{
    m_events.normal(client::EventSubject::of(resources::nodes, *pass->node), "NodeNotReady",
                    fmt::format("Node {} status is now: NodeNotReady", pass->node->name()));
    std::vector<client::ApiRequest> requests;
    for (const ObjectPtr& object : m_pods.cache().byIndex(client::indexes::nodeName, pass->node->name())) {
        if (!semantics::isReady(api::PodView(object->root())))
            continue;
        const data::Value condition{
            {"type", "Ready"}, {"status", "False"}, {"lastTransitionTime", formatTime(m_clock.now())}};
        requests.push_back(request::patch(
            resources::pods, object->key(), PatchType::Strategic,
            {{"metadata", {{"uid", object->uid()}}}, {"status", {{"conditions", data::Array{condition}}}}}, "status"));
    }
    m_caller.sendAll(std::move(requests), [pass](const Caller::Results& results) {
        const Status status =
            firstError(results, [](const client::ApiError& error) { return error.code != ErrorCode::NotFound; });
        pass->finish(status ? Outcome{Status(), pass->plan.again} : Outcome::failed(status.error()));
    });
}

} // namespace skiff::controllers
