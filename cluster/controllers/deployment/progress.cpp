#include "cluster/controllers/deployment/rollout.h"

#include <fmt/format.h>

#include <algorithm>

namespace skiff::controllers {

namespace {

constexpr std::string_view newSetAvailable = "NewReplicaSetAvailable";
constexpr std::string_view deadlineExceeded = "ProgressDeadlineExceeded";

data::Value* findCondition(data::Array& conditions, std::string_view type)
{
    for (data::Value& condition : conditions)
        if (data::stringAt(condition, {"type"}) == type)
            return &condition;
    return nullptr;
}

void removeCondition(data::Array& conditions, std::string_view type)
{
    for (auto it = conditions.begin(); it != conditions.end();)
        it = data::stringAt(*it, {"type"}) == type ? conditions.erase(it) : std::next(it);
}

/// Puts the condition at the end; with the same status the time of the last transition stays. `refresh`: also when
/// status and reason are the same.
void setCondition(Rollout& rollout, std::string_view type, std::string_view status, std::string_view reason,
                  std::string_view message, bool refresh = false)
{
    const std::string now = formatTime(rollout.now);
    std::string transition = now;
    if (const data::Value* before = findCondition(rollout.conditions, type);
        before && data::stringAt(*before, {"status"}) == status) {
        if (!refresh && data::stringAt(*before, {"reason"}) == reason)
            return;
        transition = data::stringAt(*before, {"lastTransitionTime"});
    }
    removeCondition(rollout.conditions, type);
    rollout.conditions.push_back({{"type", type},
                                  {"status", status},
                                  {"lastUpdateTime", now},
                                  {"lastTransitionTime", transition},
                                  {"reason", reason},
                                  {"message", message}});
}

std::string_view progressReason(Rollout& rollout)
{
    const data::Value* condition = findCondition(rollout.conditions, "Progressing");
    return condition ? data::stringAt(*condition, {"reason"}) : std::string_view();
}

/// The counts of a DeploymentStatus.
struct Counts
{
    int64_t replicas = 0;
    int64_t updated = 0;
    int64_t ready = 0;
    int64_t available = 0;
    int64_t unavailable = 0;
};

Counts countNow(Rollout& rollout)
{
    Counts counts;
    for (const RolloutSet* set : rollout.all()) {
        counts.replicas += set->currentReplicas;
        counts.ready += set->readyReplicas;
        counts.available += set->availableReplicas;
    }
    counts.updated = rollout.current ? rollout.current->currentReplicas : 0;
    counts.unavailable = std::max<int64_t>(0, rollout.sumReplicas() - counts.available);
    return counts;
}

Counts countsBefore(const Rollout& rollout)
{
    const auto status = rollout.deployment.status();
    return {status.replicas().value_or(0), status.updatedReplicas().value_or(0), status.readyReplicas().value_or(0),
            status.availableReplicas().value_or(0), status.unavailableReplicas().value_or(0)};
}

bool isComplete(const Rollout& rollout, const Counts& counts)
{
    return counts.updated == rollout.replicas && counts.replicas == rollout.replicas &&
           counts.available == rollout.replicas;
}

bool hasProgressed(const Counts& before, const Counts& now)
{
    return now.updated > before.updated || now.replicas - now.updated < before.replicas - before.updated ||
           now.ready > before.ready || now.available > before.available;
}

std::optional<Duration> untilDeadline(Rollout& rollout)
{
    const data::Value* condition = findCondition(rollout.conditions, "Progressing");
    WallTime updated;
    if (!condition || !parseTime(data::stringAt(*condition, {"lastUpdateTime"}), updated))
        return std::nullopt;
    return updated + std::chrono::seconds(rollout.deployment.spec().progressDeadlineSeconds().value_or(0)) -
           rollout.now;
}

bool hasTimedOut(Rollout& rollout)
{
    const std::string_view reason = progressReason(rollout);
    if (reason.empty() || reason == newSetAvailable)
        return false;
    if (reason == deadlineExceeded)
        return true;
    const auto left = untilDeadline(rollout);
    return left && *left < Duration::zero();
}

void judge(Rollout& rollout, const Counts& counts, const Counts& before)
{
    if (!rollout.hasProgressDeadline())
        return removeCondition(rollout.conditions, "Progressing");
    const bool wasComplete = counts.replicas == counts.updated && progressReason(rollout) == newSetAvailable;
    if (wasComplete)
        return;
    const std::string what = rollout.current ? fmt::format("ReplicaSet \"{}\"", rollout.current->name)
                                             : fmt::format("Deployment \"{}\"", rollout.object->name());
    if (isComplete(rollout, counts))
        setProgressing(rollout, "True", newSetAvailable, what + " has successfully progressed.");
    else if (hasProgressed(before, counts))
        setCondition(rollout, "Progressing", "True", "ReplicaSetUpdated", what + " is progressing.", true);
    else if (hasTimedOut(rollout))
        setProgressing(rollout, "False", deadlineExceeded, what + " has timed out progressing.");
}

/// The sets' own failures to create pods show on the deployment.
void copyFailure(Rollout& rollout)
{
    data::Value failure;
    for (const RolloutSet* set : rollout.all()) {
        if (!set->object)
            continue;
        for (const data::Node condition : (*set->object)["status"]["conditions"])
            if (condition["type"].asString() == "ReplicaFailure" && condition["status"].asString() == "True")
                failure = condition.toValue(); // the current set is the last
    }
    if (failure.is_null())
        removeCondition(rollout.conditions, "ReplicaFailure");
    else
        setCondition(rollout, "ReplicaFailure", "True", data::stringAt(failure, {"reason"}),
                     data::stringAt(failure, {"message"}));
}

} // namespace

void setProgressing(Rollout& rollout, std::string_view status, std::string_view reason, std::string_view message)
{
    setCondition(rollout, "Progressing", status, reason, message);
}

bool isComplete(Rollout& rollout)
{
    return isComplete(rollout, countNow(rollout));
}

void syncPausedCondition(Rollout& rollout)
{
    if (!rollout.hasProgressDeadline() || progressReason(rollout) == deadlineExceeded)
        return;
    const bool shown = progressReason(rollout) == "DeploymentPaused";
    if (rollout.deployment.spec().paused() && !shown)
        setProgressing(rollout, "Unknown", "DeploymentPaused", "Deployment is paused");
    else if (!rollout.deployment.spec().paused() && shown)
        setProgressing(rollout, "Unknown", "DeploymentResumed", "Deployment is resumed");
}

void syncStatus(Rollout& rollout, bool judgeProgress, DeploymentPlan& plan)
{
    const Counts counts = countNow(rollout);
    if (counts.available >= rollout.replicas - rollout.limits.maxUnavailable)
        setCondition(rollout, "Available", "True", "MinimumReplicasAvailable", "Deployment has minimum availability.");
    else
        setCondition(rollout, "Available", "False", "MinimumReplicasUnavailable",
                     "Deployment does not have minimum availability.");
    if (judgeProgress) {
        judge(rollout, counts, countsBefore(rollout));
        copyFailure(rollout);
    }
    const data::Node old = (*rollout.object)["status"];
    data::Object patch;
    const auto put = [&](std::string_view member, int64_t value) {
        if (old[member].asInt().value_or(0) != value)
            patch[member] = value == 0 ? data::Value(nullptr) : data::Value(value);
    };
    put("observedGeneration", rollout.object->generation());
    put("replicas", counts.replicas);
    put("updatedReplicas", counts.updated);
    put("readyReplicas", counts.ready);
    put("availableReplicas", counts.available);
    put("unavailableReplicas", counts.unavailable);
    const data::Value conditionsBefore = old["conditions"] ? old["conditions"].toValue() : data::Value(data::Array{});
    if (!data::equal(conditionsBefore, rollout.conditions))
        patch["conditions"] = rollout.conditions;
    if (!patch.empty())
        plan.status = {{"status", std::move(patch)}};
    const std::string_view reason = progressReason(rollout);
    const bool waits = rollout.hasProgressDeadline() && !rollout.deployment.spec().paused() && !reason.empty() &&
                       reason != newSetAvailable && reason != deadlineExceeded && !isComplete(rollout, counts);
    if (const auto left = untilDeadline(rollout); waits && left)
        plan.again = std::max(Duration(std::chrono::seconds(1)), *left + std::chrono::seconds(1));
}

} // namespace skiff::controllers
