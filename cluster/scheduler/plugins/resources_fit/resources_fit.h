#pragma once

#include "cluster/scheduler/framework/plugin.h"

namespace skiff::scheduler {

/// The node has room for what the pod requests.
class ResourcesFit final : public FilterPlugin
{
public:
    std::string_view name() const override { return "NodeResourcesFit"; }
    Refusal filter(const PodInfo& pod, const NodeInfo& node) const override;
    uint32_t helpfulEvents() const override
    {
        return NodeAdded | NodeAllocatableChanged | AssignedPodGone | PodChanged;
    }
};

} // namespace skiff::scheduler
