#pragma once

#include "cluster/scheduler/framework/plugin.h"

namespace skiff::scheduler {

/// The closer the used shares of cpu and memory would be, the better.
class BalancedAllocation final : public ScorePlugin
{
public:
    std::string_view name() const override { return "NodeResourcesBalancedAllocation"; }
    int64_t score(const PodInfo& pod, const NodeInfo& node) const override;
    int64_t weight() const override { return 1; }
};

} // namespace skiff::scheduler
