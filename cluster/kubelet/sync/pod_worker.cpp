#include "cluster/kubelet/sync/pod_worker.h"

#include "cluster/base/log.h"
#include "cluster/kubelet/labels.h"
#include "cluster/kubelet/sync/pod_kill.h"
#include "cluster/kubelet/sync/pod_sync.h"
#include "cluster/kubelet/sync/state_reader.h"

#include <algorithm>

namespace skiff::kubelet {

namespace {

constexpr Duration Retry = std::chrono::seconds(10);
constexpr std::chrono::seconds ShortestGrace{1}; ///< of a pod that nobody knows any more

/// How long a pod without an object may take to end: its containers still say it.
std::chrono::seconds graceFromRuntime(const PodState& state)
{
    for (const runtime::ContainerStatus& status : state.containers) {
        const auto found = status.container.annotations.find(std::string(labels::PodTerminationGracePeriod));
        if (found != status.container.annotations.end())
            return std::chrono::seconds(std::atoll(found->second.c_str()));
    }
    return std::chrono::seconds(30);
}

/// Whether someone changed the pod itself, not only the kubelet its status.
bool changedByOthers(const Pod& before, const Pod& now)
{
    const auto differs = [&](std::string_view field) {
        return before.metadata()[field].span() != now.metadata()[field].span();
    };
    return differs("generation") || differs("labels") || differs("annotations") ||
           before.spec().span() != now.spec().span();
}

} // namespace

PodWorker::PodWorker(std::string uid, const PodContext& context, Executor& main, Executor& pool, PodWorkerHost host)
    : m_uid(std::move(uid)),
      m_context(context),
      m_main(main),
      m_pool(pool),
      m_host(std::move(host)),
      m_memory(std::make_shared<PodMemory>())
{}

void PodWorker::update(Pod pod)
{
    const bool deleting = pod.deleting();
    const auto grace = pod.gracePeriod();
    m_refreshVolumes = m_refreshVolumes || !m_pod || changedByOthers(*m_pod, pod);
    m_pod.emplace(std::move(pod));
    if (deleting)
        end(grace);
    else
        schedule();
}

void PodWorker::objectGone(const std::optional<Pod>& last)
{
    if (m_objectGone)
        return;
    m_objectGone = true;
    const auto grace = last ? last->gracePeriod() : graceFromRuntime(m_seen);
    end(std::max(grace, ShortestGrace));
}

void PodWorker::end(std::chrono::seconds grace)
{
    if (m_step == Step::Live) {
        m_step = Step::Ending;
        m_grace = grace;
        m_stop.request_stop();
    } else if (m_step == Step::Ending && grace < m_grace) {
        m_grace = grace;
        m_stop.request_stop();
    } else if (m_step == Step::Ended && m_objectGone) {
        m_step = Step::Removing;
    }
    schedule();
}

void PodWorker::adopt(PodMemory memory)
{
    m_memory = std::make_shared<PodMemory>(std::move(memory));
    schedule();
}

void PodWorker::runtimeChanged(const std::string& id)
{
    m_changedIds.insert(id);
    schedule();
}

void PodWorker::probesChanged(ProbeResults probes)
{
    m_probes = std::move(probes);
    schedule();
}

void PodWorker::refreshVolumes()
{
    m_refreshVolumes = true;
    schedule();
}

void PodWorker::stop()
{
    m_stopped = true;
    m_timer.cancel();
    m_stop.request_stop();
}

void PodWorker::schedule()
{
    if (m_stopped || m_step == Step::Removed || (m_step == Step::Live && !m_pod))
        return;
    if (m_busy) {
        m_again = true;
        return;
    }
    // The executor's turn gathers what else happens now into one pass.
    m_busy = true;
    m_main.post([self = shared_from_this()] { self->begin(); });
}

void PodWorker::begin()
{
    m_again = false;
    m_timer.cancel();
    m_stop = std::stop_source();
    takeStale();
    switch (m_step) {
    case Step::Live:
        return runLive();
    case Step::Ending:
        return runEnd();
    case Step::Removing:
        return runRemove();
    case Step::Ended:
    case Step::Removed:
        break;
    }
    m_busy = false;
}

/// Of an id that is a container's and a sandbox's alike only one exists; the other answers NotFound.
void PodWorker::takeStale()
{
    for (const std::string& id : m_changedIds) {
        const bool sandbox = std::any_of(m_memory->state.sandboxes.begin(), m_memory->state.sandboxes.end(),
                                         [&](const auto& status) { return status.sandbox.id == id; });
        (sandbox ? m_memory->staleSandboxes : m_memory->staleContainers).insert(id);
    }
    m_changedIds.clear();
}

/// Back on the main executor after a pass.
void PodWorker::finish(std::function<void()> result)
{
    m_main.post([self = shared_from_this(), result = std::move(result)] {
        self->m_seen = self->m_memory->state;
        self->m_busy = false;
        if (self->m_stopped)
            return;
        result();
        if (self->m_again || !self->m_changedIds.empty())
            self->schedule();
    });
}

void PodWorker::runLive()
{
    const bool refresh = std::exchange(m_refreshVolumes, false);
    m_pool.post([self = shared_from_this(), pod = *m_pod, probes = m_probes, memory = m_memory, refresh,
                 stop = m_stop.get_token()] {
        SyncInputs inputs{pod, probes, refresh, [self, pod](data::Value status) {
                              self->m_main.post([self, pod, status = std::move(status)]() mutable {
                                  if (self->m_step == Step::Live && !self->m_stopped)
                                      self->m_host.onStatus(pod, std::move(status));
                              });
                          }};
        auto outcome = std::make_shared<SyncOutcome>(syncPod(self->m_context, inputs, *memory, stop));
        self->finish([self, pod, outcome] {
            if (self->m_step != Step::Live)
                return self->schedule();
            self->m_host.onState(pod, self->m_seen);
            if (outcome->status)
                self->m_host.onStatus(pod, std::move(*outcome->status));
            if (outcome->again)
                self->m_timer = self->m_main.postAfter(*outcome->again, [self] { self->schedule(); });
        });
    });
}

void PodWorker::runEnd()
{
    m_host.onEnding(m_uid);
    m_pool.post([self = shared_from_this(), pod = m_pod, probes = m_probes, memory = m_memory, grace = m_grace,
                 stop = m_stop.get_token()] {
        const PodContext& context = self->m_context;
        const Pod* object = pod ? &*pod : nullptr;
        Status ended = findAll(context, self->m_uid, *memory, stop);
        if (ended.ok())
            ended = killPod(context, object, *memory, {{}, grace}, stop);
        memory->waiting.clear();
        auto status = std::make_shared<std::optional<data::Value>>();
        if (ended.ok() && object != nullptr)
            *status = currentStatus(context, *object, probes, *memory, true);
        self->finish([self, pod, ended, status] {
            if (!ended.ok()) {
                if (ended.error().code != ErrorCode::Cancelled)
                    log::warning("kubelet", "pod {}: cannot end it: {}", self->m_uid, ended.error().message);
                const Duration delay = ended.error().code == ErrorCode::Cancelled ? Duration::zero() : Retry;
                self->m_timer = self->m_main.postAfter(delay, [self] { self->schedule(); });
                return;
            }
            self->m_step = self->m_objectGone ? Step::Removing : Step::Ended;
            if (*status && !self->m_objectGone)
                self->m_host.onEnded(*pod, std::move(**status));
            self->schedule();
        });
    });
}

void PodWorker::runRemove()
{
    m_pool.post([self = shared_from_this(), memory = m_memory, stop = m_stop.get_token()] {
        Status removed = findAll(self->m_context, self->m_uid, *memory, stop);
        if (removed.ok())
            removed = refreshState(self->m_context, nullptr, *memory, stop);
        if (removed.ok())
            removed = removePod(self->m_context, self->m_uid, *memory, stop);
        self->finish([self, removed] {
            if (removed.ok()) {
                self->m_step = Step::Removed;
                self->m_host.onRemoved(self->m_uid);
                return;
            }
            log::warning("kubelet", "pod {}: cannot remove it: {}", self->m_uid, removed.error().message);
            self->m_timer = self->m_main.postAfter(Retry, [self] { self->schedule(); });
        });
    });
}

} // namespace skiff::kubelet
