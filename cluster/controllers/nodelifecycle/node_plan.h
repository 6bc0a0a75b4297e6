#pragma once

#include "cluster/base/clock.h"
#include "cluster/client/object.h"
#include "cluster/data/value.h"

#include <optional>

namespace skiff::controllers {

/// A node without a sign of life for this long is unknown; a new one that never gave any, for the second.
inline constexpr Duration nodeGracePeriod = std::chrono::seconds(50);
inline constexpr Duration nodeStartupGracePeriod = std::chrono::seconds(60);

struct NodeObserved
{
    client::ObjectPtr node;
    Duration sinceHeard{};      ///< of its lease or status, by the steady clock
    bool othersHealthy = false; ///< some node is ready: this one's trouble is not everybody's
};

struct NodePlan
{
    data::Value status;            ///< merge patch of the conditions; null: none
    data::Value taints;            ///< merge patch of spec.taints; null: none
    bool podsNotReady = false;     ///< its pods no longer count as ready
    std::optional<Duration> again; ///< when its silence would be too long
};

/// Conditions of a silent node become Unknown; taints follow the conditions and spec.unschedulable. NoExecute taints,
/// which evict, are only set while some node is healthy: when none is, the fault is likely the control plane's. Pure.
NodePlan reconcileNode(const NodeObserved& observed, WallTime now);

/// The status of condition Ready: "True", "False", "Unknown", or empty when the node has none.
std::string_view readyStatus(const client::Object& node);

} // namespace skiff::controllers
