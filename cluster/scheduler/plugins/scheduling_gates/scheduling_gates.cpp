#include "cluster/scheduler/plugins/scheduling_gates/scheduling_gates.h"

namespace skiff::scheduler {

Refusal SchedulingGates::preEnqueue(const PodInfo& pod) const
{
    if (pod.pod.spec().schedulingGates().empty())
        return std::nullopt;
    return "Scheduling is blocked due to non-empty scheduling gates";
}

} // namespace skiff::scheduler
