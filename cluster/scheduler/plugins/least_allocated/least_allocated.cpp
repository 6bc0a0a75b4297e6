#include "cluster/scheduler/plugins/least_allocated/least_allocated.h"

namespace skiff::scheduler {

namespace {

int64_t freeShare(int64_t wanted, int64_t used, int64_t total)
{
    return total <= 0 || used + wanted > total ? 0 : (total - used - wanted) * ScorePlugin::best / total;
}

} // namespace

int64_t LeastAllocated::score(const PodInfo& pod, const NodeInfo& node) const
{
    return (freeShare(pod.scoredMilliCpu, node.scoredMilliCpu(), node.allocatable().milliCpu) +
            freeShare(pod.scoredMemory, node.scoredMemory(), node.allocatable().memory)) /
           2;
}

} // namespace skiff::scheduler
