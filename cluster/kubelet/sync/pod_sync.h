#pragma once

#include "cluster/kubelet/sync/pod_context.h"
#include "cluster/kubelet/sync/pod_memory.h"

#include <functional>

namespace skiff::kubelet {

struct SyncInputs
{
    const Pod& pod;
    const ProbeResults& probes;
    /// The pod or an object it refers to was changed by someone: volumes are brought up to date, and
    /// what failed is worth another try.
    bool refreshVolumes = false;
    /// Takes a status worth showing while the pass goes on (an image is being pulled). May be empty.
    std::function<void(data::Value status)> progress;
};

struct SyncOutcome
{
    std::optional<data::Value> status; ///< nothing when the runtime could not be asked
    std::optional<Duration> again;     ///< when the next pass is due without any event
    bool finished = false;             ///< it ended by itself and will not run again
};

/// One pass over a pod that should run: looks, decides, acts until nothing is left to do, and says
/// what its status is. Blocking: worker threads only.
SyncOutcome syncPod(const PodContext& context, const SyncInputs& inputs, PodMemory& memory,
                    const std::stop_token& stop);

/// The status that follows from what is remembered now.
data::Value currentStatus(const PodContext& context, const Pod& pod, const ProbeResults& probes,
                          const PodMemory& memory, bool ended);

} // namespace skiff::kubelet
