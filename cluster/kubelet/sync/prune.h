#pragma once

#include "cluster/kubelet/sync/pod_context.h"
#include "cluster/kubelet/sync/pod_memory.h"

namespace skiff::kubelet {

/// Removes dead containers but the newest two of each name (the second is `logs --previous` and
/// lastState), with their logs, and old sandboxes without containers. Failures leave rubbish for
/// the next time.
void pruneDeadContainers(const PodContext& context, PodMemory& memory, const std::stop_token& stop);

} // namespace skiff::kubelet
