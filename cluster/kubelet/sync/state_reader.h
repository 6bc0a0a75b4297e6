#pragma once

#include "cluster/kubelet/sync/pod_context.h"
#include "cluster/kubelet/sync/pod_memory.h"

namespace skiff::kubelet {

/// Asks the runtime for what is stale in `memory` and reads the termination messages of
/// containers that ended. Things that are gone leave the state. Blocking.
Status refreshState(const PodContext& context, const Pod* pod, PodMemory& memory, const std::stop_token& stop);

/// Finds everything that the runtime has of the pod `uid` and makes it stale: for when a call was
/// cut off and what it did is not known. Blocking.
Status findAll(const PodContext& context, const std::string& uid, PodMemory& memory, const std::stop_token& stop);

/// All that the runtime has, by pod uid; statuses are stale. Blocking.
Result<std::map<std::string, PodMemory>> readAllPods(const PodContext& context, const std::stop_token& stop);

} // namespace skiff::kubelet
