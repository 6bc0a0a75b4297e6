#include "cluster/scheduler/framework/profile.h"

#include "cluster/scheduler/plugins/balanced_allocation/balanced_allocation.h"
#include "cluster/scheduler/plugins/least_allocated/least_allocated.h"
#include "cluster/scheduler/plugins/node_affinity/node_affinity.h"
#include "cluster/scheduler/plugins/node_name/node_name.h"
#include "cluster/scheduler/plugins/node_ports/node_ports.h"
#include "cluster/scheduler/plugins/node_unschedulable/node_unschedulable.h"
#include "cluster/scheduler/plugins/priority_sort/priority_sort.h"
#include "cluster/scheduler/plugins/resources_fit/resources_fit.h"
#include "cluster/scheduler/plugins/scheduling_gates/scheduling_gates.h"
#include "cluster/scheduler/plugins/taint_toleration/taint_toleration.h"

namespace skiff::scheduler {

Profile Profile::standard()
{
    Profile profile;
    profile.add(std::make_unique<PrioritySort>());
    profile.add(std::make_unique<SchedulingGates>());
    profile.add(std::make_unique<NodeUnschedulable>());
    profile.add(std::make_unique<NodeName>());
    profile.add(std::make_unique<TaintToleration>());
    profile.add(std::make_unique<NodeAffinity>());
    profile.add(std::make_unique<NodePorts>());
    profile.add(std::make_unique<ResourcesFit>());
    profile.add(std::make_unique<LeastAllocated>());
    profile.add(std::make_unique<BalancedAllocation>());
    return profile;
}

void Profile::add(std::unique_ptr<Plugin> plugin)
{
    if (const auto* sort = dynamic_cast<const QueueSortPlugin*>(plugin.get()))
        m_queueSort = sort;
    if (const auto* gate = dynamic_cast<const PreEnqueuePlugin*>(plugin.get()))
        m_preEnqueue.push_back(gate);
    if (const auto* preFilter = dynamic_cast<const PreFilterPlugin*>(plugin.get()))
        m_preFilters.push_back(preFilter);
    if (const auto* filter = dynamic_cast<const FilterPlugin*>(plugin.get()))
        m_filters.push_back(filter);
    if (const auto* score = dynamic_cast<const ScorePlugin*>(plugin.get()))
        m_scores.push_back(score);
    if (auto* reserve = dynamic_cast<ReservePlugin*>(plugin.get()))
        m_reserve.push_back(reserve);
    m_plugins.push_back(std::move(plugin));
}

} // namespace skiff::scheduler
