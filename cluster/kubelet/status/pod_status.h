#pragma once

#include "cluster/data/value.h"
#include "cluster/kubelet/config/pod_fields.h"
#include "cluster/kubelet/pod_state.h"
#include "cluster/kubelet/probes/probe_results.h"

namespace skiff::kubelet {

/// Why a container does not run yet: "ImagePullBackOff" and its words.
struct WaitingReason
{
    std::string reason;
    std::string message;

    bool operator==(const WaitingReason&) const = default;
};

/// What a pod's status is computed from.
struct StatusInputs
{
    const Pod& pod;
    const PodState& state;
    const ProbeResults& probes;
    const std::map<std::string, WaitingReason>& waiting; ///< by container name
    const PodPlace& place;
    const std::map<std::string, std::string>& imageIds; ///< image name or id → what imageID shows
    std::string runtimeName = "containerd";
    /// Its end is complete: every container has ended for good.
    bool ended = false;
    /// The node ended it ("DeadlineExceeded"): it failed, whatever its containers said.
    std::optional<WaitingReason> failure = {};
    WallTime now{};
};

/// The pod's status as the kubelet owns it: phase, conditions, container statuses, addresses,
/// start time. Times of conditions that did not change are kept from the pod's own status. Pure.
data::Value podStatus(const StatusInputs& inputs);

/// True when `current` (a pod's status at the API server) says all that `wanted` says.
bool statusMatches(const data::Value& wanted, data::Node current);

/// The body that makes the API server's status say `wanted`, as a strategic merge patch.
data::Value statusPatch(const Pod& pod, data::Value wanted);

} // namespace skiff::kubelet
