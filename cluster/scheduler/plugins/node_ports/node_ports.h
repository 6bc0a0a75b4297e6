#pragma once

#include "cluster/scheduler/framework/plugin.h"

namespace skiff::scheduler {

/// The host ports that the pod asks for are free.
class NodePorts final : public FilterPlugin
{
public:
    std::string_view name() const override { return "NodePorts"; }
    Refusal filter(const PodInfo& pod, const NodeInfo& node) const override;
    uint32_t helpfulEvents() const override { return NodeAdded | AssignedPodGone | PodChanged; }
};

} // namespace skiff::scheduler
