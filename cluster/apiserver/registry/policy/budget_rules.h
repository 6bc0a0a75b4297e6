#pragma once

#include "cluster/apiserver/status_error.h"
#include "cluster/base/clock.h"
#include "cluster/data/document.h"
#include "cluster/data/value.h"

#include <string_view>

namespace skiff::apiserver {

/// What an eviction needs of a disruption budget.
enum class BudgetUse
{
    None, ///< the pod may go whatever the budget says
    Take, ///< one of the allowed disruptions
};

/// True when the budget (storage version) is about pods with these labels.
bool selectsPod(data::Node budget, data::Node podLabels);

/// Pods that have not run, have ended or are going anyway need no budget; pods that are not ready may do without.
BudgetUse budgetUseOf(const data::Value& pod, const data::Value& budget);
bool needsBudget(const data::Value& pod);

/// Takes one disruption for the pod: counts down and notes the pod; 429 when there is none.
Checked takeDisruption(data::Value& budget, std::string_view pod, WallTime now);

} // namespace skiff::apiserver
