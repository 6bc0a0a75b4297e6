#include "cluster/kubelet/sync/pod_kill.h"

#include "cluster/base/log.h"
#include "cluster/kubelet/labels.h"
#include "cluster/kubelet/logs/log_link.h"
#include "cluster/kubelet/sync/pod_cgroup.h"
#include "cluster/kubelet/sync/state_reader.h"

#include <algorithm>
#include <filesystem>
#include <thread>

#include <fmt/format.h>

namespace skiff::kubelet {

namespace {

constexpr std::chrono::seconds ShortestGrace{2}; ///< after a hook that used the grace period up
constexpr std::chrono::minutes StopLimit{2};     ///< for the runtime, beyond the grace period

std::string annotation(const runtime::StringMap& map, std::string_view key)
{
    const auto found = map.find(std::string(key));
    return found == map.end() ? std::string() : found->second;
}

bool isRunning(const runtime::ContainerStatus& status)
{
    return status.container.state == runtime::ContainerState::Running;
}

/// Runs the preStop hook; how long it took.
Duration runPreStop(const PodContext& context, const Pod* pod, const runtime::ContainerStatus& status,
                    std::chrono::seconds grace, const std::stop_token& stop)
{
    const ContainerSpec* spec = pod == nullptr ? nullptr : pod->container(status.container.metadata.name);
    data::Node hook = spec == nullptr ? data::Node() : spec->node["lifecycle"]["preStop"];
    Result<std::shared_ptr<const data::Document>> kept(ErrorCode::NotFound, "none");
    if (spec == nullptr) {
        kept = data::Document::parse(annotation(status.container.annotations, labels::PreStopHandler));
        if (kept.ok())
            hook = (*kept)->root();
    }
    if (!hook.isObject() || grace.count() <= 0)
        return {};
    HandlerTarget target;
    target.container = spec == nullptr ? data::Node() : spec->node;
    target.containerId = status.container.id;
    if (pod != nullptr)
        target.podIp = pod->status()["podIP"].asString();
    const SteadyTime began = context.clock.steady();
    const HandlerOutcome outcome = context.handlers.run(hook, target, grace, "kube-lifecycle/1.33", stop);
    if (!outcome.success && pod != nullptr)
        context.events.warning(*pod, spec, "FailedPreStopHook", fmt::format("PreStopHook failed: {}", outcome.output));
    return context.clock.steady() - began;
}

/// Ends `containers` side by side; the first failure.
Status killAll(const PodContext& context, const Pod* pod,
               const std::vector<const runtime::ContainerStatus*>& containers, const KillOrder& order,
               const std::stop_token& stop)
{
    std::vector<Status> results(containers.size());
    std::vector<std::thread> threads;
    for (size_t i = 1; i < containers.size(); ++i) {
        threads.emplace_back([&, i] { results[i] = killContainer(context, pod, *containers[i], order, stop); });
    }
    if (!containers.empty())
        results[0] = killContainer(context, pod, *containers[0], order, stop);
    for (std::thread& thread : threads)
        thread.join();
    for (Status& result : results)
        SKIFF_TRY(std::move(result));
    return {};
}

void markAllStale(PodMemory& memory)
{
    for (const auto& sandbox : memory.state.sandboxes)
        memory.staleSandboxes.insert(sandbox.sandbox.id);
    for (const auto& container : memory.state.containers)
        memory.staleContainers.insert(container.container.id);
}

bool isSidecar(const Pod* pod, const runtime::ContainerStatus& status)
{
    const ContainerSpec* spec = pod == nullptr ? nullptr : pod->container(status.container.metadata.name);
    return spec != nullptr && spec->kind == ContainerKind::Sidecar;
}

} // namespace

Status killContainer(const PodContext& context, const Pod* pod, const runtime::ContainerStatus& status,
                     const KillOrder& order, const std::stop_token& stop)
{
    const std::string& name = status.container.metadata.name;
    if (pod != nullptr)
        context.events.normal(*pod, pod->container(name), "Killing",
                              order.message.empty() ? fmt::format("Stopping container {}", name) : order.message);
    const Duration used = runPreStop(context, pod, status, order.grace, stop);
    std::chrono::seconds grace = order.grace;
    if (used > Duration::zero())
        grace = std::max(grace - std::chrono::duration_cast<std::chrono::seconds>(used), ShortestGrace);
    Status stopped = context.runtime.stopContainer(status.container.id, grace, {grace + StopLimit, stop});
    if (!stopped.ok() && stopped.error().code == ErrorCode::NotFound)
        return {};
    return stopped;
}

Status killPod(const PodContext& context, const Pod* pod, PodMemory& memory, const KillOrder& order,
               const std::stop_token& stop)
{
    SKIFF_TRY(refreshState(context, pod, memory, stop));
    std::vector<const runtime::ContainerStatus*> others;
    std::vector<const runtime::ContainerStatus*> sidecars;
    for (const runtime::ContainerStatus& status : memory.state.containers) {
        if (isRunning(status))
            (isSidecar(pod, status) ? sidecars : others).push_back(&status);
    }
    const SteadyTime began = context.clock.steady();
    SKIFF_TRY(killAll(context, pod, others, order, stop));
    if (!sidecars.empty()) {
        KillOrder rest = order;
        const auto used = std::chrono::duration_cast<std::chrono::seconds>(context.clock.steady() - began);
        rest.grace = std::max(order.grace - used, std::min(order.grace, ShortestGrace));
        std::reverse(sidecars.begin(), sidecars.end());
        for (const runtime::ContainerStatus* sidecar : sidecars)
            SKIFF_TRY(killAll(context, pod, {sidecar}, rest, stop));
    }
    for (const auto& sandbox : memory.state.sandboxes) {
        if (sandbox.sandbox.state == runtime::SandboxState::Ready)
            SKIFF_TRY(context.runtime.stopSandbox(sandbox.sandbox.id, {StopLimit, stop}));
    }
    markAllStale(memory);
    return refreshState(context, pod, memory, stop);
}

Status removePod(const PodContext& context, const std::string& uid, PodMemory& memory, const std::stop_token& stop)
{
    std::error_code ignored;
    for (const auto& container : memory.state.containers) {
        SKIFF_TRY(context.runtime.removeContainer(container.container.id, {StopLimit, stop}));
        context.ids.remove(container.container.id);
        unlinkLog(context.node.paths.containerLogLinks(), container.container);
    }
    for (const auto& sandbox : memory.state.sandboxes) {
        SKIFF_TRY(context.runtime.removeSandbox(sandbox.sandbox.id, {StopLimit, stop}));
        context.ids.remove(sandbox.sandbox.id);
        const runtime::SandboxMetadata& metadata = sandbox.sandbox.metadata;
        std::filesystem::remove_all(
            fmt::format("{}/{}_{}_{}", context.node.paths.podLogs, metadata.namespaceName, metadata.name, metadata.uid),
            ignored);
    }
    memory.state = {};
    removePodCgroups(uid);
    return context.volumes.tearDown(uid);
}

} // namespace skiff::kubelet
