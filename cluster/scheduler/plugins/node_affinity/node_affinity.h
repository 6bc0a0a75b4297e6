#pragma once

#include "cluster/scheduler/framework/plugin.h"

namespace skiff::scheduler {

/// Node selector and required node affinity take the node; preferred affinity makes it better.
class NodeAffinity final : public PreFilterPlugin, public FilterPlugin, public ScorePlugin
{
public:
    std::string_view name() const override { return "NodeAffinity"; }
    std::optional<std::set<std::string>> onlyNodes(const PodInfo& pod) const override;
    Refusal filter(const PodInfo& pod, const NodeInfo& node) const override;
    uint32_t helpfulEvents() const override { return NodeAdded | NodeLabelsChanged | PodChanged; }
    int64_t score(const PodInfo& pod, const NodeInfo& node) const override;
    void normalise(std::vector<int64_t>& scores) const override { normaliseByLargest(scores, false); }
    int64_t weight() const override { return 2; }
};

} // namespace skiff::scheduler
