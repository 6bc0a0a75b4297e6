#pragma once

#include "cluster/scheduler/framework/plugin.h"

#include <memory>
#include <vector>

namespace skiff::scheduler {

/// The plug-ins of a scheduler, by extension point in the order they are asked.
class Profile
{
public:
    /// What a scheduler without configuration uses.
    static Profile standard();

    void add(std::unique_ptr<Plugin> plugin);

    const QueueSortPlugin* queueSort() const { return m_queueSort; }
    const std::vector<const PreEnqueuePlugin*>& preEnqueue() const { return m_preEnqueue; }
    const std::vector<const PreFilterPlugin*>& preFilters() const { return m_preFilters; }
    const std::vector<const FilterPlugin*>& filters() const { return m_filters; }
    const std::vector<const ScorePlugin*>& scores() const { return m_scores; }
    const std::vector<ReservePlugin*>& reserve() const { return m_reserve; }

private:
    std::vector<std::unique_ptr<Plugin>> m_plugins;
    const QueueSortPlugin* m_queueSort = nullptr;
    std::vector<const PreEnqueuePlugin*> m_preEnqueue;
    std::vector<const PreFilterPlugin*> m_preFilters;
    std::vector<const FilterPlugin*> m_filters;
    std::vector<const ScorePlugin*> m_scores;
    std::vector<ReservePlugin*> m_reserve;
};

} // namespace skiff::scheduler
