#include "cluster/kubelet/sync/pod_sync.h"

#include "cluster/base/file.h"
#include "cluster/base/log.h"
#include "cluster/kubelet/sync/container_start.h"
#include "cluster/kubelet/sync/pod_kill.h"
#include "cluster/kubelet/sync/prune.h"
#include "cluster/kubelet/sync/state_reader.h"

#include <algorithm>

#include <fmt/format.h>

namespace skiff::kubelet {

namespace {

constexpr std::chrono::minutes SandboxLimit{4};
constexpr Duration Retry = std::chrono::seconds(10);
constexpr const char* Volumes = " volumes";
constexpr const char* Sandbox = " sandbox";

/// One pass; members are what the steps share.
class Pass
{
public:
    Pass(const PodContext& context, const SyncInputs& inputs, PodMemory& memory, const std::stop_token& stop)
        : m_context(context), m_inputs(inputs), m_pod(inputs.pod), m_memory(memory), m_stop(stop)
    {}

    SyncOutcome run()
    {
        if (const Status fresh = refreshState(m_context, &m_pod, m_memory, m_stop); !fresh.ok()) {
            log::warning("kubelet", "pod {}: {}", m_pod.fullName(), fresh.error().message);
            retryIn(Retry);
            return std::move(m_outcome);
        }
        if (m_inputs.refreshVolumes)
            m_memory.heldUntil.clear();
        checkDeadline();
        // Each round starts or ends something; more rounds than that means the runtime lies.
        const size_t most = 2 * m_pod.containers().size() + 4;
        for (size_t round = 0; round < most && !m_stop.stop_requested(); ++round) {
            if (!runRound())
                break;
            if (!refreshState(m_context, &m_pod, m_memory, m_stop).ok())
                break;
        }
        (void)refreshState(m_context, &m_pod, m_memory, m_stop);
        pruneDeadContainers(m_context, m_memory, m_stop);
        m_outcome.status = currentStatus(m_context, m_pod, m_inputs.probes, m_memory, m_outcome.finished);
        return std::move(m_outcome);
    }

private:
    void retryIn(Duration delay) { m_outcome.again = std::min(m_outcome.again.value_or(delay), delay); }

    /// It failed: no other try for `delay`.
    void hold(const std::string& what, Duration delay)
    {
        m_memory.heldUntil[what] = m_context.clock.steady() + delay;
        retryIn(delay);
    }

    bool isHeld(const std::string& what)
    {
        const auto found = m_memory.heldUntil.find(what);
        if (found == m_memory.heldUntil.end())
            return false;
        const Duration left = found->second - m_context.clock.steady();
        if (left > Duration::zero())
            retryIn(left);
        return left > Duration::zero();
    }

    void checkDeadline()
    {
        const auto seconds = m_pod.spec()["activeDeadlineSeconds"].asInt();
        WallTime start;
        if (!seconds || m_memory.failure || !parseTime(m_pod.status()["startTime"].asString(), start))
            return;
        const Duration left = start + std::chrono::seconds(*seconds) - m_context.clock.now();
        if (left > Duration::zero())
            return retryIn(left);
        m_memory.failure = {"DeadlineExceeded", "Pod was active on the node longer than the specified deadline"};
        m_context.events.normal(m_pod, nullptr, "DeadlineExceeded", m_memory.failure->message);
    }

    PodActions decide() const
    {
        if (!m_memory.failure)
            return computeActions(m_pod, m_memory.state, m_inputs.probes, m_memory.restarts, m_context.clock.now());
        PodActions actions;
        actions.killPod = true;
        actions.finished = true;
        return actions;
    }

    /// True when something changed, so that another look is worth while.
    bool runRound()
    {
        const PodActions actions = decide();
        m_outcome.finished = actions.finished;
        noteWaits(actions);
        if (!kill(actions))
            return false;
        if (actions.finished) {
            m_memory.waiting.clear();
            return false;
        }
        if (!actions.kills.empty())
            return true;
        if (!prepareVolumes(actions))
            return false;
        return start(actions);
    }

    void noteWaits(const PodActions& actions)
    {
        for (const ContainerWait& wait : actions.waits) {
            const auto delay = std::chrono::duration_cast<std::chrono::seconds>(wait.delay).count();
            m_memory.waiting[wait.name] = {"CrashLoopBackOff",
                                           fmt::format("back-off {} restarting failed container={} pod={}_{}({})",
                                                       goDuration(delay), wait.name, m_pod.name(),
                                                       m_pod.namespaceName(), m_pod.uid())};
            retryIn(wait.left);
            const runtime::ContainerStatus* last = m_memory.state.latest(wait.name);
            if (last != nullptr && m_memory.backoffReported.insert(last->container.id).second)
                m_context.events.warning(m_pod, m_pod.container(wait.name), "BackOff",
                                         fmt::format("Back-off restarting failed container {} in pod {}_{}({})",
                                                     wait.name, m_pod.name(), m_pod.namespaceName(), m_pod.uid()));
        }
    }

    /// "10s", "1m20s", "5m0s", as Kubernetes writes durations.
    static std::string goDuration(int64_t seconds)
    {
        return seconds < 60 ? fmt::format("{}s", seconds) : fmt::format("{}m{}s", seconds / 60, seconds % 60);
    }

    /// False when something could not be ended: nothing new starts beside it.
    bool kill(const PodActions& actions)
    {
        if (actions.killPod)
            return killWhole(actions);
        for (const ContainerKill& order : actions.kills) {
            const runtime::ContainerStatus* status = m_memory.state.byId(order.id);
            if (status == nullptr)
                continue;
            const auto grace = order.grace.value_or(m_pod.gracePeriod());
            const Status killed = killContainer(m_context, &m_pod, *status, {order.message, grace}, m_stop);
            m_memory.staleContainers.insert(order.id);
            if (!killed.ok())
                return failedTo("end container " + order.name, killed.error());
        }
        return true;
    }

    bool killWhole(const PodActions& actions)
    {
        const runtime::SandboxStatus* sandbox = m_memory.state.sandbox();
        const bool alive = sandbox != nullptr && sandbox->sandbox.state == runtime::SandboxState::Ready;
        if (sandbox != nullptr && actions.createSandbox)
            m_context.events.normal(m_pod, nullptr, "SandboxChanged",
                                    "Pod sandbox changed, it will be killed and re-created.");
        if (!alive && !m_memory.state.anyRunning())
            return true;
        const Status killed = killPod(m_context, &m_pod, m_memory, {{}, m_pod.gracePeriod()}, m_stop);
        return killed.ok() || failedTo("end the pod", killed.error());
    }

    bool failedTo(std::string_view what, const Error& error)
    {
        if (error.code != ErrorCode::Cancelled)
            log::warning("kubelet", "pod {}: cannot {}: {}", m_pod.fullName(), what, error.message);
        retryIn(Retry);
        return false;
    }

    bool prepareVolumes(const PodActions& actions)
    {
        const bool starts = actions.createSandbox || !actions.starts.empty();
        if (m_memory.volumes && m_inputs.refreshVolumes && !m_refreshed) {
            m_refreshed = true;
            if (const Status fresh = m_context.volumes.refresh(m_pod, m_memory.place); !fresh.ok())
                log::info("kubelet", "pod {}: {}", m_pod.fullName(), fresh.error().message);
        }
        if (m_memory.volumes)
            return true;
        if (isHeld(Volumes))
            return !starts;
        auto volumes = m_context.volumes.setUp(m_pod, m_memory.place);
        if (volumes.ok()) {
            m_memory.volumes = std::move(volumes).value();
            m_refreshed = true;
            return true;
        }
        m_context.events.warning(m_pod, nullptr, "FailedMount", volumes.error().message);
        hold(Volumes, Retry);
        return !starts;
    }

    runtime::SandboxConfig makeSandboxConfig(const PodHostName& name, uint32_t attempt) const
    {
        return sandboxConfig(m_pod, attempt, {m_context.node.paths, m_context.node.dns, m_context.node.nodeDns, name});
    }

    bool start(const PodActions& actions)
    {
        if ((actions.starts.empty() && !actions.createSandbox) || (actions.createSandbox && isHeld(Sandbox)))
            return false;
        const auto name = podHostName(m_pod, m_context.node.dns.domain);
        if (!name.ok())
            return sandboxFailed(name.error());
        if (actions.createSandbox && !createSandbox(makeSandboxConfig(*name, actions.sandboxAttempt)))
            return false;
        const runtime::SandboxStatus* sandbox = m_memory.state.sandbox();
        const auto config = makeSandboxConfig(*name, sandbox->sandbox.metadata.attempt);
        const auto documents = m_context.services(m_pod.namespaceName());
        std::vector<data::Node> services;
        for (const auto& document : documents)
            services.push_back(document->root());
        bool any = false;
        for (const ContainerStart& one : actions.starts)
            any = startOne({m_pod, one, config, sandbox->sandbox.id, services}) || any;
        return any;
    }

    bool createSandbox(const runtime::SandboxConfig& config)
    {
        std::string handler;
        if (const std::string runtimeClass(m_pod.spec()["runtimeClassName"].asString()); !runtimeClass.empty()) {
            auto found = m_context.runtimeHandler(runtimeClass);
            if (!found.ok())
                return sandboxFailed(found.error());
            handler = std::move(found).value();
        }
        if (const Status made = file::makeFolders(config.logDirectory, 0755); !made.ok())
            return sandboxFailed(made.error());
        const auto id = m_context.runtime.runSandbox(config, handler, {SandboxLimit, m_stop});
        if (!id.ok())
            return sandboxFailed(id.error());
        m_context.ids.add(*id, m_pod.uid());
        m_memory.staleSandboxes.insert(*id);
        m_memory.sandboxFailures = 0;
        const Status fresh = refreshState(m_context, &m_pod, m_memory, m_stop);
        return fresh.ok() || failedTo("read the new sandbox", fresh.error());
    }

    bool sandboxFailed(const Error& error)
    {
        m_context.events.warning(m_pod, nullptr, "FailedCreatePodSandBox",
                                 fmt::format("Failed to create pod sandbox: {}", error.message));
        const int doublings = std::min(m_memory.sandboxFailures++, 4);
        hold(Sandbox, std::min<Duration>(std::chrono::seconds(1 << doublings), Retry));
        return false;
    }

    bool startOne(const StartInputs& inputs)
    {
        const ContainerSpec& spec = *inputs.start.spec;
        if (isHeld(spec.name))
            return false;
        const WallTime now = m_context.clock.now();
        if (const runtime::ContainerStatus* older = m_memory.state.latest(spec.name);
            older != nullptr && older->finishedAt)
            m_memory.restarts.tried(backoffKey(m_pod, spec), *older->finishedAt, now);
        if (m_inputs.progress && !m_memory.started)
            m_inputs.progress(currentStatus(m_context, m_pod, m_inputs.probes, m_memory, false));
        auto failure = startContainer(m_context, inputs, m_memory, m_stop);
        if (!failure) {
            m_memory.waiting.erase(spec.name);
            return true;
        }
        hold(spec.name, failure->retryIn);
        m_memory.waiting[spec.name] = std::move(failure->waiting);
        return false;
    }

    const PodContext& m_context;
    const SyncInputs& m_inputs;
    const Pod& m_pod;
    PodMemory& m_memory;
    const std::stop_token& m_stop;
    SyncOutcome m_outcome;
    bool m_refreshed = false;
};

} // namespace

SyncOutcome syncPod(const PodContext& context, const SyncInputs& inputs, PodMemory& memory, const std::stop_token& stop)
{
    return Pass(context, inputs, memory, stop).run();
}

data::Value currentStatus(const PodContext& context, const Pod& pod, const ProbeResults& probes,
                          const PodMemory& memory, bool ended)
{
    return podStatus({pod, memory.state, probes, memory.waiting, memory.place, memory.imageIds,
                      context.node.runtimeName, ended, memory.failure, context.clock.now()});
}

} // namespace skiff::kubelet
