#pragma once

#include "cluster/kubelet/actions/pod_actions.h"
#include "cluster/kubelet/images/image_puller.h"
#include "cluster/kubelet/status/pod_status.h"
#include "cluster/kubelet/volumes/pod_volumes.h"

#include <set>

namespace skiff::kubelet {

/// What is remembered of one pod between passes. Owned by its PodWorker; the pass under way uses
/// it alone.
struct PodMemory
{
    PodState state;
    /// Sandboxes and containers whose status must be asked for again.
    std::set<std::string> staleSandboxes;
    std::set<std::string> staleContainers;
    /// The sandbox of each container: lists say it, statuses do not.
    std::map<std::string, std::string> sandboxOf;

    RestartBackoff restarts;
    PullMemory pulls;
    std::map<std::string, WaitingReason> waiting; ///< by container name
    std::map<std::string, std::string> imageIds;  ///< see StatusInputs::imageIds
    std::set<std::string> backoffReported;        ///< container ids with a BackOff event

    std::optional<VolumePaths> volumes; ///< nothing: not made by this process yet
    PodPlace place;
    /// What failed is not tried again before then, whatever else happens meanwhile: a pass follows
    /// on each of our own status writes. By container name, or "volumes" or "sandbox" with a blank before.
    std::map<std::string, SteadyTime> heldUntil;

    bool started = false;                 ///< something of it ran under this or an earlier agent
    int sandboxFailures = 0;              ///< in a row
    std::optional<WaitingReason> failure; ///< see StatusInputs::failure
};

} // namespace skiff::kubelet
