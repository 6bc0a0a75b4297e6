#pragma once

#include "cluster/scheduler/framework/plugin.h"

namespace skiff::scheduler {

/// The higher priority first; the queue keeps the order of arrival within one.
class PrioritySort final : public QueueSortPlugin
{
public:
    std::string_view name() const override { return "PrioritySort"; }
    bool before(const PodInfo& a, const PodInfo& b) const override;
};

} // namespace skiff::scheduler
