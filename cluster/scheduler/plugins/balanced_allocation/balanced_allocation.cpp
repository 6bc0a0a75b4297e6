#include "cluster/scheduler/plugins/balanced_allocation/balanced_allocation.h"

#include <algorithm>
#include <cmath>

namespace skiff::scheduler {

namespace {

double usedShare(int64_t used, int64_t total)
{
    return total <= 0 ? 1.0 : std::min(1.0, static_cast<double>(used) / static_cast<double>(total));
}

} // namespace

int64_t BalancedAllocation::score(const PodInfo& pod, const NodeInfo& node) const
{
    const double cpu = usedShare(node.requested().milliCpu + pod.requests.milliCpu, node.allocatable().milliCpu);
    const double memory = usedShare(node.requested().memory + pod.requests.memory, node.allocatable().memory);
    return static_cast<int64_t>((1.0 - std::abs(cpu - memory) / 2) * static_cast<double>(best));
}

} // namespace skiff::scheduler
