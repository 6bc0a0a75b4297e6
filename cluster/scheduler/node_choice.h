#pragma once

#include "cluster/scheduler/cache/scheduler_cache.h"
#include "cluster/scheduler/framework/profile.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace skiff::scheduler {

/// The node for a pod, or why there is none.
struct NodeChoice
{
    std::optional<std::string> node;
    std::map<std::string, int> refusals; ///< reason to number of nodes
    int nodeCount = 0;
    uint32_t helpfulEvents = NodeAdded; ///< after which another try is worth while

    /// "0/3 nodes are available: 1 Insufficient cpu, 2 node(s) were unschedulable."
    std::string message() const;
};

/// Chooses by the profile's filters and scores. Looks at enough nodes, beginning with `turn` (which is moved on), not
/// always at all: in large clusters a good node is as good as the best one. Of equals, the first found. Pure.
NodeChoice chooseNode(const Profile& profile, const PodInfo& pod, const SchedulerCache& cache, size_t& turn);

} // namespace skiff::scheduler
