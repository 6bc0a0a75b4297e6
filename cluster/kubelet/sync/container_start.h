#pragma once

#include "cluster/kubelet/sync/pod_context.h"
#include "cluster/kubelet/sync/pod_memory.h"

namespace skiff::kubelet {

/// Why a container did not start, and when to try again.
struct StartFailure
{
    WaitingReason waiting;
    Duration retryIn{};
};

struct StartInputs
{
    const Pod& pod;
    const ContainerStart& start;
    const runtime::SandboxConfig& sandbox;
    std::string sandboxId;
    const std::vector<data::Node>& services;
};

/// Brings one container up: image, environment, mounts, create, start, postStart. Blocking.
std::optional<StartFailure> startContainer(const PodContext& context, const StartInputs& inputs, PodMemory& memory,
                                           const std::stop_token& stop);

} // namespace skiff::kubelet
