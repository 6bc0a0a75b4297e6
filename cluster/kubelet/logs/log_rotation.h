#pragma once

#include "cluster/kubelet/pod_state.h"
#include "cluster/runtime/runtime.h"

namespace skiff::kubelet {

struct RotationLimits
{
    int64_t mostBytes = 10 * 1024 * 1024; ///< of the file being written
    size_t mostFiles = 5;                 ///< with that one
};

/// Renames the logs of running containers that grew too big to NAME.log.TIME, makes the runtime
/// open new ones and deletes the oldest. Blocking.
void rotateLogs(runtime::RuntimeService& runtime, const std::vector<runtime::ContainerStatus>& containers,
                const RotationLimits& limits, WallTime now);

} // namespace skiff::kubelet
