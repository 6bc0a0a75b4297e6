#pragma once

#include "cluster/scheduler/framework/plugin.h"

namespace skiff::scheduler {

/// A cordoned node takes only pods that tolerate it.
class NodeUnschedulable final : public FilterPlugin
{
public:
    std::string_view name() const override { return "NodeUnschedulable"; }
    Refusal filter(const PodInfo& pod, const NodeInfo& node) const override;
    uint32_t helpfulEvents() const override { return NodeAdded | NodeTaintsChanged | PodChanged; }
};

} // namespace skiff::scheduler
