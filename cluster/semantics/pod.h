#pragma once

#include "cluster/api/views/pod.h"
#include "cluster/base/clock.h"

#include <string_view>

namespace skiff::semantics {

/// The condition of this type, or nothing.
api::PodConditionView podCondition(const api::PodView& pod, std::string_view type);

/// Succeeded or Failed: its containers will not run again.
bool isTerminal(const api::PodView& pod);
/// Neither terminal nor being deleted: it counts as a replica.
bool isActive(const api::PodView& pod);
bool isBeingDeleted(const api::PodView& pod);
/// Condition Ready is True.
bool isReady(const api::PodView& pod);
/// Ready for at least `minReady` at the time `now`.
bool isAvailable(const api::PodView& pod, Duration minReady, WallTime now);
/// How long until a ready pod becomes available; zero when it is, or when it is not ready.
Duration timeUntilAvailable(const api::PodView& pod, Duration minReady, WallTime now);

/// "Guaranteed", "Burstable" or "BestEffort", from requests and limits of cpu and memory.
std::string_view qosClass(const api::PodView& pod);

/// Order in which surplus replicas are deleted: true when `a` should go before `b` (unassigned, then pending, then
/// not ready, then doubled up on a node, then ready for less time, then more restarts, then younger). `rankA` and
/// `rankB`: how many replicas of the same set share the pod's node.
bool deleteBefore(const api::PodView& a, int rankA, const api::PodView& b, int rankB);

} // namespace skiff::semantics
