#pragma once

#include "cluster/scheduler/framework/plugin.h"

namespace skiff::scheduler {

/// A pod that names its node runs there only.
class NodeName final : public FilterPlugin
{
public:
    std::string_view name() const override { return "NodeName"; }
    Refusal filter(const PodInfo& pod, const NodeInfo& node) const override;
    uint32_t helpfulEvents() const override { return NodeAdded | PodChanged; }
};

} // namespace skiff::scheduler
