#include "cluster/controllers/nodelifecycle/taint_eviction_controller.h"

#include "cluster/api/views/node.h"
#include "cluster/semantics/pod.h"
#include "cluster/semantics/taints.h"

namespace skiff::controllers {

namespace {

using client::ObjectKey;
using client::ObjectPtr;
namespace resources = client::resources;
namespace request = client::request;

constexpr int concurrency = 8;
constexpr std::string_view name = "node-controller";

bool evicts(const ObjectPtr& node)
{
    for (const data::Node taint : (*node)["spec"]["taints"])
        if (taint["effect"].asString() == "NoExecute")
            return true;
    return false;
}

} // namespace

TaintEvictionController::TaintEvictionController(const ControllerContext& context)
    : m_informers(context.informers),
      m_clock(context.clock),
      m_nodes(context.informers.informer(resources::nodes)),
      m_pods(context.informers.informer(resources::pods)),
      m_caller(context.clientOf(name), context.executor),
      m_events(context.clientOf(name), context.clock, "taint-eviction-controller"),
      m_loop("taint-eviction-controller", context.executor, context.clock, concurrency,
             [this](const ObjectKey& key, const Finish& finish) { reconcile(key, finish); })
{
    m_pods.addIndex(client::indexes::byNodeName());
    m_subscriptions.push_back(m_nodes.subscribe({[this](const ObjectPtr& node) { onNode(node); },
                                                 [this](const ObjectPtr& before, const ObjectPtr& now) {
                                                     if ((*before)["spec"]["taints"].span() !=
                                                         (*now)["spec"]["taints"].span())
                                                         onNode(now);
                                                 },
                                                 {}}));
    m_subscriptions.push_back(m_pods.subscribe({[this](const ObjectPtr& pod) { onPod(pod); },
                                                [this](const ObjectPtr& before, const ObjectPtr& now) {
                                                    if ((*before)["spec"].span() != (*now)["spec"].span())
                                                        onPod(now);
                                                },
                                                [this](const ObjectPtr& pod) {
                                                    m_since.erase(std::string(pod->uid()));
                                                }}));
}

void TaintEvictionController::start()
{
    m_informers.whenSynced({&m_nodes, &m_pods}, [this] {
        setReady();
        m_loop.start();
    });
}

void TaintEvictionController::onNode(const ObjectPtr& node)
{
    for (const ObjectPtr& pod : m_pods.cache().byIndex(client::indexes::nodeName, node->name()))
        if (evicts(node) || m_since.count(std::string(pod->uid())))
            m_loop.add(pod->key());
}

void TaintEvictionController::onPod(const ObjectPtr& pod)
{
    const std::string_view nodeName = (*pod)["spec"]["nodeName"].asString();
    const ObjectPtr node = nodeName.empty() ? nullptr : m_nodes.cache().get({{}, std::string(nodeName)});
    if ((node && evicts(node)) || m_since.count(std::string(pod->uid())))
        m_loop.add(pod->key());
}

void TaintEvictionController::reconcile(const ObjectKey& key, const Finish& finish)
{
    const ObjectPtr object = m_pods.cache().get(key);
    if (!object || object->isBeingDeleted())
        return finish(Outcome::done());
    const api::PodView pod(object->root());
    const std::string uid(object->uid());
    const ObjectPtr node = m_nodes.cache().get({{}, std::string(pod.spec().nodeName())});
    const bool tainted = node && evicts(node);
    const auto stay =
        tainted ? semantics::stayDespiteTaints(api::NodeView(node->root()).spec().taints(), pod.spec().tolerations())
                : std::nullopt;
    if (!stay) {
        if (m_since.erase(uid) > 0)
            m_events.normal(client::EventSubject::of(resources::pods, *object), "TaintManagerEviction",
                            "Cancelling deletion of Pod " + key.toString());
        return finish(Outcome::done());
    }
    const SteadyTime now = m_clock.steady();
    const SteadyTime since = m_since.try_emplace(uid, now).first->second;
    if (since + *stay > now)
        return finish(Outcome::after(since + *stay - now));
    evict(object, finish);
}

void TaintEvictionController::evict(const ObjectPtr& pod, const Finish& finish)
{
    m_events.normal(client::EventSubject::of(resources::pods, *pod), "TaintManagerEviction",
                    "Marking for deletion Pod " + pod->key().toString());
    const data::Value condition{{"type", "DisruptionTarget"},
                                {"status", "True"},
                                {"reason", "DeletionByTaintManager"},
                                {"message", "Taint manager: deleting due to NoExecute taint"},
                                {"lastTransitionTime", formatTime(m_clock.now())}};
    const data::Value patch{{"metadata", {{"uid", pod->uid()}}}, {"status", {{"conditions", data::Array{condition}}}}};
    m_caller.send(request::patch(resources::pods, pod->key(), client::PatchType::Strategic, patch, "status"),
                  [this, pod, finish](const client::ApiResult& marked) {
                      if (!marked && marked.code() != ErrorCode::NotFound)
                          return finish(Outcome::failed(Error(marked.error())));
                      client::DeleteOptions options;
                      options.uid = pod->uid();
                      m_caller.send(request::remove(resources::pods, pod->key(), options),
                                    [finish](const client::ApiResult& result) {
                                        const bool gone = result || result.code() == ErrorCode::NotFound;
                                        finish(gone ? Outcome::done() : Outcome::failed(Error(result.error())));
                                    });
                  });
}

} // namespace skiff::controllers
