#pragma once

#include "cluster/scheduler/framework/plugin.h"

namespace skiff::scheduler {

/// The emptier the node would be in cpu and memory, the better.
class LeastAllocated final : public ScorePlugin
{
public:
    std::string_view name() const override { return "LeastAllocated"; }
    int64_t score(const PodInfo& pod, const NodeInfo& node) const override;
    int64_t weight() const override { return 1; }
};

} // namespace skiff::scheduler
