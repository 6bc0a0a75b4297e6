#include "cluster/apiserver/registry/policy/budget_rules.h"

#include "cluster/semantics/label_selector.h"

#include <fmt/format.h>

namespace skiff::apiserver {

namespace {

constexpr size_t mostUnconfirmed = 2000;
constexpr int stillProcessedSeconds = 10;

bool isReady(const data::Value& pod)
{
    const data::Value* conditions = data::find(pod, {"status", "conditions"});
    if (!conditions || !conditions->is_array())
        return false;
    for (const data::Value& each : conditions->as_array())
        if (data::stringAt(each, {"type"}) == "Ready")
            return data::stringAt(each, {"status"}) == "True";
    return false;
}

StatusError refused(std::string why)
{
    StatusError error;
    error.code = 429;
    error.reason = "TooManyRequests";
    error.message = "Cannot evict pod as it would violate the pod's disruption budget.";
    error.causes.push_back({"DisruptionBudget", std::move(why), {}});
    error.details = true;
    return error;
}

StatusError forbiddenBudget(const data::Value& budget, std::string_view why)
{
    StatusError error;
    error.code = 403;
    error.reason = "Forbidden";
    error.details = true;
    error.group = "policy";
    error.kind = "poddisruptionbudget";
    error.name = data::stringAt(budget, {"metadata", "name"});
    error.message = fmt::format("poddisruptionbudget.policy \"{}\" is forbidden: {}", error.name, why);
    return error;
}

/// The last disruption was taken: the condition says so at once.
void markUsedUp(data::Object& status, int64_t generation, WallTime now)
{
    status["conditions"] = data::Array{data::Value{{"type", "DisruptionAllowed"},
                                                   {"status", "False"},
                                                   {"observedGeneration", generation},
                                                   {"lastTransitionTime", formatTime(now)},
                                                   {"reason", "InsufficientPods"},
                                                   {"message", ""}}};
}

} // namespace

bool selectsPod(data::Node budget, data::Node podLabels)
{
    const auto selector = semantics::LabelSelector::fromObject(budget["spec"]["selector"]);
    return selector.ok() && selector->matches(podLabels);
}

bool needsBudget(const data::Value& pod)
{
    const std::string_view phase = data::stringAt(pod, {"status", "phase"});
    return phase != "Succeeded" && phase != "Failed" && phase != "Pending" &&
           data::stringAt(pod, {"metadata", "deletionTimestamp"}).empty();
}

BudgetUse budgetUseOf(const data::Value& pod, const data::Value& budget)
{
    if (!needsBudget(pod))
        return BudgetUse::None;
    if (isReady(pod))
        return BudgetUse::Take;
    if (data::stringAt(budget, {"spec", "unhealthyPodEvictionPolicy"}) == "AlwaysAllow")
        return BudgetUse::None;
    const int64_t desired = data::intAt(budget, {"status", "desiredHealthy"});
    const bool enough = desired > 0 && data::intAt(budget, {"status", "currentHealthy"}) >= desired;
    return enough ? BudgetUse::None : BudgetUse::Take;
}

Checked takeDisruption(data::Value& budget, std::string_view pod, WallTime now)
{
    const std::string_view name = data::stringAt(budget, {"metadata", "name"});
    const int64_t generation = data::intAt(budget, {"metadata", "generation"});
    const int64_t allowed = data::intAt(budget, {"status", "disruptionsAllowed"});
    if (data::intAt(budget, {"status", "observedGeneration"}) < generation) {
        StatusError error =
            refused(fmt::format("The disruption budget {} is still being processed by the server.", name));
        error.retryAfterSeconds = stillProcessedSeconds;
        return error;
    }
    if (allowed < 0)
        return forbiddenBudget(budget, "pdb disruptions allowed is negative");
    data::Object& disrupted = data::ensureObject(budget, {"status", "disruptedPods"});
    if (disrupted.size() > mostUnconfirmed)
        return forbiddenBudget(budget,
                               "DisruptedPods map too big - too many evictions not confirmed by PDB controller");
    if (allowed == 0)
        return refused(fmt::format("The disruption budget {} needs {} healthy pods and has {} currently", name,
                                   data::intAt(budget, {"status", "desiredHealthy"}),
                                   data::intAt(budget, {"status", "currentHealthy"})));
    disrupted[pod] = formatTime(now);
    data::Object& status = data::ensureObject(budget, {"status"});
    status["disruptionsAllowed"] = allowed - 1;
    if (allowed == 1)
        markUsedUp(status, generation, now);
    return Done{};
}

} // namespace skiff::apiserver
