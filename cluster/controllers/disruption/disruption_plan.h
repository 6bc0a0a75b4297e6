#pragma once

#include "cluster/base/clock.h"
#include "cluster/client/object.h"
#include "cluster/data/value.h"

#include <optional>
#include <string>
#include <vector>

namespace skiff::controllers {

/// An eviction that was allowed and whose pod is still there after this long did not happen.
inline constexpr Duration evictionPatience = std::chrono::minutes(2);

/// What a disruption budget is about, as the caches show it.
struct BudgetObserved
{
    client::ObjectPtr budget;
    std::vector<client::ObjectPtr> pods; ///< those its selector takes
    int64_t scale = 0;                   ///< how many pods their controllers want, together
    std::string problem;                 ///< why the scale is not known; empty: it is
};

struct BudgetPlan
{
    data::Value status;            ///< merge patch of the status; null: it is right
    std::optional<Duration> again; ///< when an allowed eviction counts as not happened
};

/// Counts the healthy pods and how many of them may go. A budget whose pods cannot be counted allows none. Pure.
BudgetPlan reconcileBudget(const BudgetObserved& observed, WallTime now);

} // namespace skiff::controllers
