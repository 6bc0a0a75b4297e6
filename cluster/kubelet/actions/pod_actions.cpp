#include "cluster/kubelet/actions/pod_actions.h"

#include <algorithm>

#include <fmt/format.h>

#include "cluster/kubelet/labels.h"

namespace skiff::kubelet {

using runtime::ContainerState;
using runtime::ContainerStatus;
using runtime::SandboxState;

namespace {

/// Works out the actions for one pod; each step adds to m_actions.
class ActionBuilder
{
public:
    ActionBuilder(const Pod& pod, const PodState& state, const ProbeResults& probes, const RestartBackoff& backoff,
                  WallTime now)
        : m_pod(pod), m_state(state), m_probes(probes), m_backoff(backoff), m_now(now)
    {}

    PodActions build()
    {
        if (m_pod.finished()) {
            m_actions.finished = true;
            m_actions.killPod = true;
            return std::move(m_actions);
        }
        if (needsSandbox()) {
            planSandbox();
            return std::move(m_actions);
        }
        planEphemeral();
        if (planInit())
            planApp();
        else
            m_actions.finished = m_initFailed;
        if (m_actions.finished)
            m_actions.killPod = true;
        return std::move(m_actions);
    }

private:
    bool needsSandbox() const
    {
        const runtime::SandboxStatus* sandbox = m_state.sandbox();
        if (sandbox == nullptr || sandbox->sandbox.state != SandboxState::Ready)
            return true;
        const bool nodeNetwork = sandbox->namespaces.network == runtime::NamespaceMode::Node;
        return nodeNetwork != m_pod.hostNetwork() || (!nodeNetwork && sandbox->ip.empty());
    }

    void planSandbox()
    {
        const runtime::SandboxStatus* sandbox = m_state.sandbox();
        m_actions.killPod = true;
        m_actions.sandboxAttempt = sandbox == nullptr ? 0 : sandbox->sandbox.metadata.attempt + 1;
        if (!somethingWouldRun()) {
            m_actions.finished = !m_state.containers.empty();
            return;
        }
        m_actions.createSandbox = true;
        for (const ContainerSpec& container : m_pod.containers()) {
            if (container.kind == ContainerKind::Init || container.kind == ContainerKind::Sidecar) {
                start(container, m_state.latest(container.name));
                return;
            }
        }
        startApps();
    }

    /// Whether a new sandbox would have anything to do.
    bool somethingWouldRun() const
    {
        for (const ContainerSpec& container : m_pod.containers()) {
            if (container.kind == ContainerKind::App && workLeft(m_state.latest(container.name)))
                return true;
        }
        return false;
    }

    /// Whether a container that was lost with its sandbox is to run (again) in a new one.
    bool workLeft(const ContainerStatus* status) const
    {
        if (status == nullptr)
            return true;
        if (status->container.state == ContainerState::Exited)
            return mayRestart(status->exitCode);
        return m_pod.restartPolicy() != RestartPolicy::Never;
    }

    /// For a pod without init containers and a new sandbox: all that have work left.
    void startApps()
    {
        for (const ContainerSpec& container : m_pod.containers()) {
            const ContainerStatus* status = m_state.latest(container.name);
            if (container.kind == ContainerKind::App && workLeft(status))
                start(container, status);
        }
    }

    void planEphemeral()
    {
        for (const ContainerSpec& container : m_pod.containers()) {
            if (container.kind == ContainerKind::Ephemeral && m_state.latest(container.name) == nullptr)
                start(container, nullptr);
        }
    }

    /// True when the app containers may run (or have run).
    bool planInit()
    {
        const bool initialised = anyAppInSandbox();
        for (const ContainerSpec& container : m_pod.containers()) {
            bool passed = true;
            if (container.kind == ContainerKind::Sidecar)
                passed = planSidecar(container);
            else if (container.kind == ContainerKind::Init && !initialised)
                passed = planInitContainer(container);
            if (!passed && !initialised)
                return false;
        }
        return true;
    }

    /// True when it ended well, so that the next one may start.
    bool planInitContainer(const ContainerSpec& container)
    {
        const ContainerStatus* status = inSandbox(container);
        if (status == nullptr) {
            start(container, m_state.latest(container.name));
            return false;
        }
        if (status->container.state == ContainerState::Running)
            return false;
        if (status->container.state == ContainerState::Exited && status->exitCode == 0)
            return true;
        if (m_pod.restartPolicy() == RestartPolicy::Never && status->container.state == ContainerState::Exited)
            m_initFailed = true;
        else
            startAfterBackoff(container, *status);
        return false;
    }

    /// True when it is up, so that the next container may start.
    bool planSidecar(const ContainerSpec& container)
    {
        const ContainerStatus* status = inSandbox(container);
        if (status == nullptr) {
            start(container, m_state.latest(container.name));
            return false;
        }
        if (status->container.state != ContainerState::Running) {
            startAfterBackoff(container, *status);
            return false;
        }
        if (killIfUnhealthy(container, *status, true))
            return false;
        return m_probes.started(container, status->container.id);
    }

    void planApp()
    {
        bool keep = false;
        for (const ContainerSpec& container : m_pod.containers()) {
            if (container.kind == ContainerKind::App)
                keep = planAppContainer(container) || keep;
        }
        m_actions.finished = !keep;
        if (m_actions.finished) {
            m_actions.starts.clear();
            m_actions.waits.clear();
        }
    }

    /// True when it runs, will run, or is being replaced.
    bool planAppContainer(const ContainerSpec& container)
    {
        const ContainerStatus* status = inSandbox(container);
        if (status == nullptr) {
            const ContainerStatus* older = m_state.latest(container.name);
            if (!workLeft(older))
                return false;
            start(container, older);
            return true;
        }
        if (status->container.state == ContainerState::Running) {
            killIfUnhealthy(container, *status, false);
            return true;
        }
        const bool ended = status->container.state == ContainerState::Exited;
        if (ended && !mayRestart(status->exitCode) && !definitionChanged(container, *status))
            return false;
        startAfterBackoff(container, *status);
        return true;
    }

    /// Plans the end of a running container whose definition changed or whose probe gave up on it.
    bool killIfUnhealthy(const ContainerSpec& container, const ContainerStatus& status, bool sidecar)
    {
        const ContainerProbes& probes = m_probes.of(status.container.id);
        ContainerKill kill{status.container.id, container.name, {}, {}};
        const bool restarts = sidecar || mayRestart(1);
        const std::string_view then = restarts ? ", will be restarted" : "";
        if (definitionChanged(container, status)) {
            kill.message = fmt::format("Container {} definition changed, will be restarted", container.name);
        } else if (!probes.liveness.value_or(true)) {
            kill.message = fmt::format("Container {} failed liveness probe{}", container.name, then);
            kill.grace = probeGrace(container, "livenessProbe");
        } else if (!probes.startup.value_or(true)) {
            kill.message = fmt::format("Container {} failed startup probe{}", container.name, then);
            kill.grace = probeGrace(container, "startupProbe");
        } else {
            return false;
        }
        m_actions.kills.push_back(std::move(kill));
        return true;
    }

    static bool definitionChanged(const ContainerSpec& container, const ContainerStatus& status)
    {
        const auto hash = status.container.annotations.find(std::string(labels::ContainerHash));
        return hash != status.container.annotations.end() && hash->second != container.hash;
    }

    static std::optional<std::chrono::seconds> probeGrace(const ContainerSpec& container, std::string_view field)
    {
        const auto seconds = container.node[field]["terminationGracePeriodSeconds"].asInt();
        return seconds ? std::optional(std::chrono::seconds(*seconds)) : std::nullopt;
    }

    bool mayRestart(int32_t exitCode) const
    {
        switch (m_pod.restartPolicy()) {
        case RestartPolicy::Always:
            return true;
        case RestartPolicy::OnFailure:
            return exitCode != 0;
        case RestartPolicy::Never:
            break;
        }
        return false;
    }

    void start(const ContainerSpec& container, const ContainerStatus* older)
    {
        m_actions.starts.push_back({&container, older == nullptr ? 0 : older->container.metadata.attempt + 1});
    }

    void startAfterBackoff(const ContainerSpec& container, const ContainerStatus& ended)
    {
        const std::string key = backoffKey(m_pod, container);
        const auto left = m_backoff.remaining(key, ended.finishedAt.value_or(ended.container.createdAt), m_now);
        if (left)
            m_actions.waits.push_back({container.name, *left, m_backoff.delay(key)});
        else
            start(container, &ended);
    }

    /// The newest container of that name in the current sandbox; those of older sandboxes only count restarts.
    const ContainerStatus* inSandbox(const ContainerSpec& container) const
    {
        const ContainerStatus* status = m_state.latest(container.name);
        const bool current = status != nullptr && status->container.sandboxId == m_state.sandbox()->sandbox.id;
        return current ? status : nullptr;
    }

    bool anyAppInSandbox() const
    {
        return std::any_of(m_pod.containers().begin(), m_pod.containers().end(), [this](const ContainerSpec& spec) {
            return spec.kind == ContainerKind::App && inSandbox(spec) != nullptr;
        });
    }

    const Pod& m_pod;
    const PodState& m_state;
    const ProbeResults& m_probes;
    const RestartBackoff& m_backoff;
    WallTime m_now;
    PodActions m_actions;
    bool m_initFailed = false;
};

} // namespace

std::string backoffKey(const Pod& pod, const ContainerSpec& container)
{
    return fmt::format("{}/{}/{}", pod.uid(), container.name, container.hash);
}

PodActions computeActions(const Pod& pod, const PodState& state, const ProbeResults& probes,
                          const RestartBackoff& backoff, WallTime now)
{
    return ActionBuilder(pod, state, probes, backoff, now).build();
}

} // namespace skiff::kubelet
