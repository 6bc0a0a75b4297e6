#pragma once

#include "cluster/scheduler/framework/plugin.h"

namespace skiff::scheduler {

/// The pod bears the node's taints; nodes with fewer PreferNoSchedule taints that it does not bear are better.
class TaintToleration final : public FilterPlugin, public ScorePlugin
{
public:
    std::string_view name() const override { return "TaintToleration"; }
    Refusal filter(const PodInfo& pod, const NodeInfo& node) const override;
    uint32_t helpfulEvents() const override { return NodeAdded | NodeTaintsChanged | PodChanged; }
    int64_t score(const PodInfo& pod, const NodeInfo& node) const override;
    void normalise(std::vector<int64_t>& scores) const override { normaliseByLargest(scores, true); }
    int64_t weight() const override { return 3; }
};

} // namespace skiff::scheduler
