#pragma once

#include "cluster/apiserver/registry/apps/workload_strategy.h"

namespace skiff::apiserver {

/// PodDisruptionBudget: as a workload, but replaced only by those who say what they have seen.
class BudgetStrategy final : public WorkloadStrategy
{
public:
    bool updatesUnconditionally() const override { return false; }
};

} // namespace skiff::apiserver
