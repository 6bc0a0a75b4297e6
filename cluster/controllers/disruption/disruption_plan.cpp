#include "cluster/controllers/disruption/disruption_plan.h"

#include "cluster/api/views/pod.h"
#include "cluster/semantics/int_or_string.h"
#include "cluster/semantics/pod.h"

#include <algorithm>
#include <map>

namespace skiff::controllers {

namespace {

using client::ObjectPtr;
using semantics::Rounding;

/// The numbers of a status.
struct Count
{
    int64_t expected = 0;
    int64_t desired = 0;
    int64_t healthy = 0;
    int64_t allowed = 0;
    std::string problem;
};

/// Evictions that were allowed and are not seen yet, by the pod's name.
struct Disrupted
{
    std::map<std::string, WallTime> pods;
    std::optional<Duration> again;
};

Disrupted stillDisrupted(const BudgetObserved& observed, WallTime now)
{
    Disrupted disrupted;
    const data::Node known = (*observed.budget)["status"]["disruptedPods"];
    for (const ObjectPtr& pod : observed.pods) {
        WallTime allowed;
        if (pod->isBeingDeleted() || !parseTime(known[pod->name()].asString(), allowed))
            continue;
        const Duration left = allowed + evictionPatience - now;
        if (left <= Duration::zero())
            continue;
        disrupted.pods.emplace(pod->name(), allowed);
        disrupted.again = std::min(disrupted.again.value_or(left), left);
    }
    return disrupted;
}

/// How many pods are expected and how many of them must be healthy.
void countWanted(const BudgetObserved& observed, Count& count)
{
    const data::Node spec = (*observed.budget)["spec"];
    const data::Node least = spec["minAvailable"];
    const data::Node most = spec["maxUnavailable"];
    const auto share = [&](data::Node amount) -> int64_t {
        count.expected = observed.scale;
        count.problem = observed.problem;
        const auto value = semantics::scaledValue(api::IntOrStringView(amount), count.expected, Rounding::Up);
        if (!value.ok())
            count.problem = value.error().message;
        return value.ok() ? *value : 0;
    };
    if (most) {
        const int64_t missing = share(most);
        count.desired = std::max<int64_t>(count.expected - missing, 0);
    } else if (least.isNumber()) {
        count.expected = int64_t(observed.pods.size());
        count.desired = least.asInt().value_or(0);
    } else if (least) {
        count.desired = share(least);
    }
}

Count countPods(const BudgetObserved& observed, const Disrupted& disrupted)
{
    Count count;
    countWanted(observed, count);
    for (const ObjectPtr& pod : observed.pods)
        if (!pod->isBeingDeleted() && !disrupted.pods.contains(pod->name()) &&
            semantics::isReady(api::PodView(pod->root())))
            ++count.healthy;
    if (count.problem.empty() && count.expected > 0)
        count.allowed = std::max<int64_t>(count.healthy - count.desired, 0);
    return count;
}

/// The condition DisruptionAllowed; its time is kept while its status is.
data::Value conditionOf(const Count& count, data::Node budget, WallTime now)
{
    const bool allowed = count.allowed > 0;
    const std::string_view reason = !count.problem.empty() ? "SyncFailed"
                                    : allowed              ? "SufficientPods"
                                                           : "InsufficientPods";
    std::string since = formatTime(now);
    for (const data::Node old : budget["status"]["conditions"])
        if (old["type"].asString() == "DisruptionAllowed" && old["status"].asString() == (allowed ? "True" : "False"))
            since = old["lastTransitionTime"].asString();
    return {{"type", "DisruptionAllowed"},
            {"status", allowed ? "True" : "False"},
            {"observedGeneration", budget["metadata"]["generation"].asInt().value_or(0)},
            {"lastTransitionTime", since},
            {"reason", reason},
            {"message", count.problem}};
}

/// A merge patch that leaves of the old entries only those that still hold.
data::Value disruptedPatch(const Disrupted& disrupted, data::Node old)
{
    data::Object patch;
    for (auto it = old.begin(); it != old.end(); ++it)
        if (!disrupted.pods.contains(std::string(it.key())))
            patch[it.key()] = nullptr;
    return patch.empty() ? data::Value() : data::Value(std::move(patch));
}

} // namespace

BudgetPlan reconcileBudget(const BudgetObserved& observed, WallTime now)
{
    const data::Node budget = observed.budget->root();
    const data::Node status = budget["status"];
    const Disrupted disrupted = stillDisrupted(observed, now);
    const Count count = countPods(observed, disrupted);

    data::Value wanted{{"observedGeneration", budget["metadata"]["generation"].asInt().value_or(0)},
                       {"disruptionsAllowed", count.allowed},
                       {"currentHealthy", count.healthy},
                       {"desiredHealthy", count.desired},
                       {"expectedPods", count.expected},
                       {"conditions", data::Array{conditionOf(count, budget, now)}}};
    const data::Value present = status.toValue();
    const data::Value gone = disruptedPatch(disrupted, status["disruptedPods"]);
    const bool same =
        gone.is_null() && std::all_of(wanted.as_object().begin(), wanted.as_object().end(), [&](const auto& member) {
            const data::Value* is = data::find(present, {member.key()});
            return is && data::equal(*is, member.value());
        });
    if (same)
        return {nullptr, disrupted.again};
    if (!gone.is_null())
        wanted.as_object()["disruptedPods"] = gone;
    return {std::move(wanted), disrupted.again};
}

} // namespace skiff::controllers
