#pragma once

#include "cluster/kubelet/sync/pod_context.h"
#include "cluster/kubelet/sync/pod_memory.h"

namespace skiff::kubelet {

struct KillOrder
{
    std::string message; ///< of the Killing event; empty: "Stopping container NAME"
    std::chrono::seconds grace{30};
};

/// Ends one running container: preStop hook, then the signal, then after the grace period the
/// kill. `pod` may be null (its object is gone): the hook then comes from the container's annotations.
/// Blocks up to the grace period.
Status killContainer(const PodContext& context, const Pod* pod, const runtime::ContainerStatus& status,
                     const KillOrder& order, const std::stop_token& stop);

/// Ends all running containers side by side (sidecars after the others, last first), then stops
/// every sandbox. The state of `memory` is fresh afterwards.
Status killPod(const PodContext& context, const Pod* pod, PodMemory& memory, const KillOrder& order,
               const std::stop_token& stop);

/// Removes what the runtime still has of a pod that ended, its cgroups, volumes and logs.
Status removePod(const PodContext& context, const std::string& uid, PodMemory& memory, const std::stop_token& stop);

} // namespace skiff::kubelet
