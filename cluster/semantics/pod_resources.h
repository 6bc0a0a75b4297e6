#pragma once

#include "cluster/api/views/node.h"
#include "cluster/api/views/pod.h"

#include <cstdint>
#include <map>
#include <string>

namespace skiff::semantics {

/// Amounts of resources as the scheduler counts them: cpu in thousandths of a core, the rest in
/// whole units (bytes, pieces).
struct ResourceAmounts
{
    int64_t milliCpu = 0;
    int64_t memory = 0;
    int64_t ephemeralStorage = 0;
    std::map<std::string, int64_t, std::less<>> others; ///< "nvidia.com/gpu", "hugepages-2Mi", ...

    ResourceAmounts& operator+=(const ResourceAmounts& other);
    ResourceAmounts& operator-=(const ResourceAmounts& other);
    bool operator==(const ResourceAmounts&) const = default;
};

/// Amounts from a map of resource name to quantity. What cannot be parsed counts as nothing.
ResourceAmounts resourceAmounts(const api::MapView<std::string_view>& quantities);

/// What a pod needs of its node: the sum of its containers and sidecars, or the largest init container with the
/// sidecars that run before it when that is more; plus spec.overhead. Pod-level requests win over the sum.
/// https://kubernetes.io/docs/concepts/workloads/pods/init-containers/#resource-sharing-within-containers
ResourceAmounts podRequests(const api::PodView& pod);

/// The same for limits; overhead only counts where a limit is set.
ResourceAmounts podLimits(const api::PodView& pod);

/// status.allocatable of a node, and how many pods it takes.
ResourceAmounts nodeAllocatable(const api::NodeView& node);
int64_t nodePodCapacity(const api::NodeView& node);

} // namespace skiff::semantics
