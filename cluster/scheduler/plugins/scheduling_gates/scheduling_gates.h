#pragma once

#include "cluster/scheduler/framework/plugin.h"

namespace skiff::scheduler {

/// A pod waits while it has scheduling gates.
class SchedulingGates final : public PreEnqueuePlugin
{
public:
    std::string_view name() const override { return "SchedulingGates"; }
    Refusal preEnqueue(const PodInfo& pod) const override;
};

} // namespace skiff::scheduler
