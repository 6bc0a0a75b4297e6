#include "cluster/controllers/nodelifecycle/pod_garbage_collector.h"

#include "cluster/semantics/pod.h"

namespace skiff::controllers {

namespace {

using client::ObjectKey;
using client::ObjectPtr;
namespace resources = client::resources;
namespace request = client::request;

constexpr int concurrency = 8;
constexpr std::string_view name = "pod-garbage-collector";
/// A node that was deleted by mistake may register again within this time.
constexpr Duration quarantine = std::chrono::seconds(40);

std::string nodeOf(const ObjectPtr& pod)
{
    return std::string((*pod)["spec"]["nodeName"].asString());
}

} // namespace

PodGarbageCollector::PodGarbageCollector(const ControllerContext& context)
    : m_informers(context.informers),
      m_clock(context.clock),
      m_nodes(context.informers.informer(resources::nodes)),
      m_pods(context.informers.informer(resources::pods)),
      m_caller(context.clientOf(name), context.executor),
      m_loop(std::string(name), context.executor, context.clock, concurrency,
             [this](const ObjectKey& key, const Finish& finish) { reconcile(key, finish); })
{
    m_pods.addIndex(client::indexes::byNodeName());
    m_subscriptions.push_back(m_nodes.subscribe({{}, {}, [this](const ObjectPtr& node) {
                                                     for (const ObjectPtr& pod : m_pods.cache().byIndex(
                                                              client::indexes::nodeName, node->name()))
                                                         m_loop.add(pod->key());
                                                 }}));
    m_subscriptions.push_back(m_pods.subscribe({[this](const ObjectPtr& pod) { onPod(pod); },
                                                [this](const ObjectPtr& before, const ObjectPtr& now) {
                                                    if (nodeOf(before) != nodeOf(now) ||
                                                        before->isBeingDeleted() != now->isBeingDeleted())
                                                        onPod(now);
                                                },
                                                [this](const ObjectPtr& pod) {
                                                    m_since.erase(std::string(pod->uid()));
                                                }}));
}

void PodGarbageCollector::start()
{
    m_informers.whenSynced({&m_nodes, &m_pods}, [this] {
        setReady();
        m_loop.start();
    });
}

void PodGarbageCollector::onPod(const ObjectPtr& pod)
{
    const std::string node = nodeOf(pod);
    if (node.empty() ? pod->isBeingDeleted() : !m_nodes.cache().get({{}, node}))
        m_loop.add(pod->key());
}

void PodGarbageCollector::reconcile(const ObjectKey& key, const Finish& finish)
{
    const ObjectPtr pod = m_pods.cache().get(key);
    if (!pod)
        return finish(Outcome::done());
    const std::string uid(pod->uid());
    const std::string node = nodeOf(pod);
    if (node.empty()) {
        const bool waits = pod->metadata()["deletionGracePeriodSeconds"].asInt().value_or(0) > 0;
        return pod->isBeingDeleted() && waits ? remove(pod, finish) : finish(Outcome::done());
    }
    if (m_nodes.cache().get({{}, node})) {
        m_since.erase(uid);
        return finish(Outcome::done());
    }
    const SteadyTime now = m_clock.steady();
    const SteadyTime since = m_since.try_emplace(uid, now).first->second;
    if (since + quarantine > now)
        return finish(Outcome::after(since + quarantine - now));
    confirm(pod, finish);
}

/// The cache might be behind: the API server says whether the node is really gone.
void PodGarbageCollector::confirm(const ObjectPtr& pod, const Finish& finish)
{
    m_caller.send(request::get(resources::nodes, {{}, nodeOf(pod)}),
                  [this, pod, finish](const client::ApiResult& node) {
                      if (node)
                          return finish(Outcome::done());
                      if (node.code() != ErrorCode::NotFound)
                          return finish(Outcome::failed(Error(node.error())));
                      fail(pod, finish);
                  });
}

void PodGarbageCollector::fail(const ObjectPtr& pod, const Finish& finish)
{
    if (semantics::isTerminal(api::PodView(pod->root())))
        return remove(pod, finish);
    const data::Value condition{{"type", "DisruptionTarget"},
                                {"status", "True"},
                                {"reason", "DeletionByPodGC"},
                                {"message", "PodGC: node no longer exists"},
                                {"lastTransitionTime", formatTime(m_clock.now())}};
    const data::Value patch{{"metadata", {{"uid", pod->uid()}}},
                            {"status", {{"phase", "Failed"}, {"conditions", data::Array{condition}}}}};
    m_caller.send(request::patch(resources::pods, pod->key(), client::PatchType::Strategic, patch, "status"),
                  [this, pod, finish](const client::ApiResult& result) {
                      if (!result && result.code() != ErrorCode::NotFound)
                          return finish(Outcome::failed(Error(result.error())));
                      remove(pod, finish);
                  });
}

void PodGarbageCollector::remove(const ObjectPtr& pod, const Finish& finish)
{
    client::DeleteOptions options;
    options.uid = pod->uid();
    options.gracePeriodSeconds = 0;
    m_caller.send(request::remove(resources::pods, pod->key(), options), [finish](const client::ApiResult& result) {
        const bool gone = result || result.code() == ErrorCode::NotFound;
        finish(gone ? Outcome::done() : Outcome::failed(Error(result.error())));
    });
}

} // namespace skiff::controllers
