#include "app/model/workload_progress.h"

#include <QCoreApplication>

#include <algorithm>

namespace skiff::model {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(skiff::model::WorkloadProgress)
};

QString text(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), qsizetype(utf8.size()));
}

/// The condition of `type` when it is true, or nullptr.
const data::Value* trueCondition(const data::Value& object, std::string_view type)
{
    const data::Value* conditions = data::find(object, {"status", "conditions"});
    if (conditions && conditions->is_array())
        for (const data::Value& each : conditions->get_array())
            if (data::stringAt(each, {"type"}) == type && data::stringAt(each, {"status"}) == "True")
                return &each;
    return nullptr;
}

WorkloadProgress readiness(int64_t ready, int64_t wanted, bool settled)
{
    const bool ended = settled && ready >= wanted;
    return {ended ? Health::Good : Health::Busy, ended, WorkloadProgress::Measure::Ready, ready, wanted};
}

/// Whether the controller has seen the newest spec.
bool observed(const data::Value& object)
{
    return data::intAt(object, {"status", "observedGeneration"}) >= data::intAt(object, {"metadata", "generation"});
}

WorkloadProgress deployment(const data::Value& object)
{
    const int64_t wanted = data::intAt(object, {"spec", "replicas"}, 1);
    const int64_t ready =
        std::min(data::intAt(object, {"status", "readyReplicas"}), data::intAt(object, {"status", "updatedReplicas"}));
    if (const data::Value* failure = trueCondition(object, "ReplicaFailure"); failure && ready < wanted)
        return {.health = Health::Bad, .problem = text(data::stringAt(*failure, {"message"}))};
    const bool settled = observed(object) && data::intAt(object, {"status", "updatedReplicas"}) >= wanted &&
                         data::intAt(object, {"status", "replicas"}) <= wanted;
    return readiness(ready, wanted, settled);
}

WorkloadProgress job(const data::Value& object)
{
    if (const data::Value* failed = trueCondition(object, "Failed"))
        return {.health = Health::Bad, .ended = true, .problem = text(data::stringAt(*failed, {"message"}))};
    const int64_t wanted = data::intAt(object, {"spec", "completions"}, 1);
    const int64_t succeeded = data::intAt(object, {"status", "succeeded"});
    const bool ended = trueCondition(object, "Complete") != nullptr;
    return {ended ? Health::Done : Health::Busy, ended, WorkloadProgress::Measure::Completed, succeeded, wanted};
}

WorkloadProgress pod(const data::Value& object)
{
    const std::string_view phase = data::stringAt(object, {"status", "phase"});
    if (phase == "Succeeded")
        return {Health::Done, true};
    if (phase == "Failed")
        return {Health::Bad, true};
    if (trueCondition(object, "Ready"))
        return {Health::Good, true};
    return {};
}

} // namespace

QString WorkloadProgress::words() const
{
    if (!problem.isEmpty())
        return problem;
    switch (measure) {
    case Measure::Ready:
        return Words::tr("%1 of %2 ready").arg(done).arg(wanted);
    case Measure::Completed:
        return Words::tr("%1 of %2 completed").arg(done).arg(wanted);
    case Measure::Whole:
        break;
    }
    switch (health) {
    case Health::Good:
        return Words::tr("ready");
    case Health::Done:
        return Words::tr("completed");
    case Health::Bad:
        return Words::tr("failed");
    default:
        return Words::tr("not ready yet");
    }
}

std::optional<WorkloadProgress> progressOf(const data::Value& object)
{
    const std::string_view version = data::stringAt(object, {"apiVersion"});
    const std::string_view kind = data::stringAt(object, {"kind"});
    if (version == "v1" && kind == "Pod")
        return pod(object);
    if (version.starts_with("batch/") && kind == "Job")
        return job(object);
    if (!version.starts_with("apps/"))
        return std::nullopt;
    if (kind == "Deployment")
        return deployment(object);
    if (kind == "StatefulSet" || kind == "ReplicaSet")
        return readiness(data::intAt(object, {"status", "readyReplicas"}), data::intAt(object, {"spec", "replicas"}, 1),
                         observed(object));
    if (kind == "DaemonSet")
        return readiness(data::intAt(object, {"status", "numberReady"}),
                         data::intAt(object, {"status", "desiredNumberScheduled"}),
                         observed(object) && data::intAt(object, {"status", "observedGeneration"}) > 0);
    return std::nullopt;
}

} // namespace skiff::model
