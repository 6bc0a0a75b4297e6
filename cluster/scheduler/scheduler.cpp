#include "cluster/scheduler/scheduler.h"

#include "cluster/base/log.h"
#include "cluster/semantics/pod.h"

#include <fmt/format.h>

namespace skiff::scheduler {

namespace {

using client::ObjectPtr;
namespace resources = client::resources;
namespace request = client::request;

constexpr std::string_view schedulerName = "default-scheduler";
/// Pods tried in one task, so that events and answers come between.
constexpr int triesPerTask = 64;

/// What of a waiting pod scheduling depends on.
bool sameForScheduling(const ObjectPtr& a, const ObjectPtr& b)
{
    return (*a)["spec"].span() == (*b)["spec"].span() && a->labels().span() == b->labels().span();
}

uint32_t nodeChanges(const ObjectPtr& before, const ObjectPtr& now)
{
    if (!before)
        return NodeAdded;
    uint32_t events = 0;
    if (before->labels().span() != now->labels().span())
        events |= NodeLabelsChanged;
    if ((*before)["spec"].span() != (*now)["spec"].span())
        events |= NodeTaintsChanged;
    if ((*before)["status"]["allocatable"].span() != (*now)["status"]["allocatable"].span())
        events |= NodeAllocatableChanged;
    return events;
}

} // namespace

Scheduler::Scheduler(client::Client& client, client::InformerFactory& informers, Executor& executor, const Clock& clock,
                     Profile profile)
    : m_client(client),
      m_informers(informers),
      m_executor(executor),
      m_clock(clock),
      m_profile(std::move(profile)),
      m_pods(informers.informer(resources::pods)),
      m_nodes(informers.informer(resources::nodes)),
      m_events(client, clock, std::string(schedulerName)),
      m_queue(executor, clock, *m_profile.queueSort(), [this] { wake(); })
{
    m_subscriptions.push_back(
        m_nodes.subscribe({[this](const ObjectPtr& node) { onNode(nullptr, node); },
                           [this](const ObjectPtr& before, const ObjectPtr& now) { onNode(before, now); },
                           [this](const ObjectPtr& node) {
                               m_cache.removeNode(node->name());
                           }}));
    m_subscriptions.push_back(
        m_pods.subscribe({[this](const ObjectPtr& pod) { onPod(nullptr, pod); },
                          [this](const ObjectPtr& before, const ObjectPtr& now) { onPod(before, now); },
                          [this](const ObjectPtr& pod) {
                              onPodDeleted(pod);
                          }}));
}

void Scheduler::start()
{
    m_informers.whenSynced({&m_pods, &m_nodes}, [this, life = std::weak_ptr(m_life)] {
        if (life.expired())
            return;
        m_running = true;
        wake();
    });
}

void Scheduler::stop()
{
    m_running = false;
    m_subscriptions.clear();
    m_life = std::make_shared<char>();
}

bool Scheduler::isOurs(const api::PodView& pod) const
{
    const std::string_view name = pod.spec().schedulerName();
    return (name.empty() || name == schedulerName) && !semantics::isBeingDeleted(pod) && !semantics::isTerminal(pod);
}

void Scheduler::onPod(const ObjectPtr& before, const ObjectPtr& object)
{
    const api::PodView pod(object->root());
    const std::string uid(object->uid());
    if (!pod.spec().nodeName().empty()) {
        m_queue.remove(uid);
        if (semantics::isTerminal(pod)) { // holds nothing any more
            if (m_cache.knows(uid)) {
                m_cache.removePod(uid);
                m_queue.onEvent(AssignedPodGone);
            }
        } else {
            m_cache.putPod(std::make_shared<const PodInfo>(object));
        }
        return;
    }
    if (!isOurs(pod))
        return m_queue.remove(uid);
    if (m_cache.knows(uid))
        return; // being bound; old news
    auto info = std::make_shared<const PodInfo>(object);
    for (const PreEnqueuePlugin* gate : m_profile.preEnqueue())
        if (const Refusal refusal = gate->preEnqueue(*info)) {
            m_queue.remove(uid);
            if (!before || !sameForScheduling(before, object))
                report(*info, "SchedulingGated", *refusal);
            return;
        }
    if (before && m_queue.find(uid) && sameForScheduling(before, object))
        m_queue.refresh(info);
    else
        m_queue.add(info);
}

void Scheduler::onPodDeleted(const ObjectPtr& pod)
{
    const std::string uid(pod->uid());
    m_queue.remove(uid);
    if (!m_cache.knows(uid))
        return;
    m_cache.removePod(uid);
    m_queue.onEvent(AssignedPodGone);
}

void Scheduler::onNode(const ObjectPtr& before, const ObjectPtr& node)
{
    m_cache.putNode(node);
    if (const uint32_t events = nodeChanges(before, node))
        m_queue.onEvent(events);
}

void Scheduler::wake()
{
    if (!m_running || std::exchange(m_wakePosted, true))
        return;
    m_executor.post([this, life = std::weak_ptr(m_life)] {
        if (life.expired())
            return;
        m_wakePosted = false;
        scheduleSome();
    });
}

void Scheduler::scheduleSome()
{
    for (int i = 0; i < triesPerTask && m_running; ++i) {
        auto queued = m_queue.pop();
        if (!queued)
            return;
        scheduleOne(std::move(*queued));
    }
    if (m_queue.activeCount() > 0)
        wake();
}

void Scheduler::scheduleOne(QueuedPod queued)
{
    const PodInfoPtr pod = queued.pod;
    const NodeChoice choice = chooseNode(m_profile, *pod, m_cache, m_turn);
    if (!choice.node) {
        m_queue.addUnschedulable(std::move(queued), choice.helpfulEvents);
        report(*pod, "Unschedulable", choice.message());
        return;
    }
    m_cache.assume(pod, *choice.node);
    if (!reserve(*pod, *choice.node)) {
        m_cache.forget(pod->uid());
        return m_queue.addBackoff(std::move(queued));
    }
    bind(queued, *choice.node);
}

bool Scheduler::reserve(const PodInfo& pod, const std::string& node)
{
    for (ReservePlugin* plugin : m_profile.reserve())
        if (const Refusal refusal = plugin->reserve(pod, node)) {
            log::info("scheduler", "pod {}: {}: {}", pod.key().toString(), plugin->name(), *refusal);
            unreserve(pod, node);
            return false;
        }
    return true;
}

void Scheduler::unreserve(const PodInfo& pod, const std::string& node)
{
    for (auto plugin = m_profile.reserve().rbegin(); plugin != m_profile.reserve().rend(); ++plugin)
        (*plugin)->unreserve(pod, node);
}

void Scheduler::bind(const QueuedPod& queued, const std::string& node)
{
    const client::ObjectKey& key = queued.pod->key();
    const data::Value binding{{"kind", "Binding"},
                              {"apiVersion", "v1"},
                              {"metadata", {{"name", key.name}, {"namespace", key.ns}, {"uid", queued.pod->uid()}}},
                              {"target", {{"kind", "Node"}, {"apiVersion", "v1"}, {"name", node}}}};
    m_client.post(request::createSubresource(resources::pods, key, "binding", binding),
                  [this, &executor = m_executor, life = std::weak_ptr(m_life), queued, node](client::ApiResult result) {
                      executor.post([this, life, queued, node, result = std::move(result)] {
                          if (!life.expired())
                              onBound(queued, node, result);
                      });
                  });
}

void Scheduler::onBound(const QueuedPod& queued, const std::string& node, const client::ApiResult& result)
{
    const PodInfo& pod = *queued.pod;
    if (result) {
        m_events.normal(client::EventSubject::of(resources::pods, *pod.object), "Scheduled",
                        fmt::format("Successfully assigned {} to {}", pod.key().toString(), node));
        return;
    }
    unreserve(pod, node);
    m_cache.forget(pod.uid());
    m_queue.onEvent(AssignedPodGone);
    const ObjectPtr now = m_pods.cache().get(pod.key());
    const bool stillWaits = now && now->uid() == pod.object->uid() && (*now)["spec"]["nodeName"].asString().empty() &&
                            isOurs(api::PodView(now->root()));
    if (!stillWaits)
        return;
    log::warning("scheduler", "pod {}: binding to {}: {}", pod.key().toString(), node, result.error().message);
    QueuedPod again = queued;
    again.pod = std::make_shared<const PodInfo>(now);
    m_queue.addBackoff(std::move(again));
}

/// Says on the pod and in an event why it has no node; nothing is written when the pod says so already.
void Scheduler::report(const PodInfo& pod, std::string_view reason, const std::string& message)
{
    if (reason == "Unschedulable")
        m_events.warning(client::EventSubject::of(resources::pods, *pod.object), "FailedScheduling", message);
    const auto before = semantics::podCondition(pod.pod, "PodScheduled");
    if (before.status() == "False" && before.reason() == reason && before.message() == message)
        return;
    data::Value condition{{"type", "PodScheduled"}, {"status", "False"}, {"reason", reason}, {"message", message}};
    if (before.status() != "False")
        condition.as_object()["lastTransitionTime"] = formatTime(m_clock.now());
    m_client.post(
        request::patch(resources::pods, pod.key(), client::PatchType::Strategic,
                       {{"metadata", {{"uid", pod.uid()}}}, {"status", {{"conditions", data::Array{condition}}}}},
                       "status"),
        [key = pod.key()](const client::ApiResult& result) {
            if (!result && result.code() != ErrorCode::NotFound)
                log::warning("scheduler", "pod {}: status: {}", key.toString(), result.error().message);
        });
}

} // namespace skiff::scheduler
