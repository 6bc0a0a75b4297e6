#pragma once

#include "cluster/kubelet/actions/restart_backoff.h"
#include "cluster/kubelet/pod.h"
#include "cluster/kubelet/pod_state.h"
#include "cluster/kubelet/probes/probe_results.h"

namespace skiff::kubelet {

struct ContainerStart
{
    const ContainerSpec* spec = nullptr;
    uint32_t attempt = 0; ///< the new container's restart count

    bool operator==(const ContainerStart&) const = default;
};

struct ContainerKill
{
    std::string id;
    std::string name;
    std::string message; ///< of the Killing event
    /// A failed liveness or startup probe may shorten the grace period.
    std::optional<std::chrono::seconds> grace;

    bool operator==(const ContainerKill&) const = default;
};

/// A container that would start but for its back-off.
struct ContainerWait
{
    std::string name;
    Duration left{};
    Duration delay{};

    bool operator==(const ContainerWait&) const = default;
};

/// The next steps for one pod. Kills come first, then the sandbox, then starts in order.
struct PodActions
{
    /// End everything that runs: all is done, or a new sandbox is needed.
    bool killPod = false;
    bool createSandbox = false;
    uint32_t sandboxAttempt = 0;
    std::vector<ContainerKill> kills;
    std::vector<ContainerStart> starts;
    std::vector<ContainerWait> waits;
    /// Every container that runs to an end reached it and none will start again.
    bool finished = false;

    bool nothing() const { return !killPod && !createSandbox && kills.empty() && starts.empty(); }
};

/// The key of a container's restart back-off: another definition starts afresh.
std::string backoffKey(const Pod& pod, const ContainerSpec& container);

/// Decides what a pod that should run needs next, given what the runtime has, what the probes
/// say and what must wait. Follows the Pod Lifecycle, Init Containers and Sidecar Containers
/// pages of the Kubernetes documentation. Pure.
PodActions computeActions(const Pod& pod, const PodState& state, const ProbeResults& probes,
                          const RestartBackoff& backoff, WallTime now);

} // namespace skiff::kubelet
