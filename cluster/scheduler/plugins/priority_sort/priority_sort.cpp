#include "cluster/scheduler/plugins/priority_sort/priority_sort.h"

namespace skiff::scheduler {

bool PrioritySort::before(const PodInfo& a, const PodInfo& b) const
{
    return a.priority > b.priority;
}

} // namespace skiff::scheduler
