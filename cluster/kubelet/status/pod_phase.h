#pragma once

#include "cluster/data/value.h"
#include "cluster/kubelet/pod.h"

#include <map>

namespace skiff::kubelet {

/// The phase that follows from a pod's container statuses (by name, as containerStatus() makes
/// them) and its restart policy: Pending, Running, Succeeded or Failed. `ended`: nothing of it
/// will run again, whatever the policy. Pure.
std::string podPhase(const Pod& pod, const std::map<std::string, data::Value>& statuses, bool ended);

} // namespace skiff::kubelet
