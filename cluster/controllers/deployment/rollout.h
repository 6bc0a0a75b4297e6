#pragma once

#include "cluster/api/views/deployment.h"
#include "cluster/api/views/replica_set.h"
#include "cluster/controllers/deployment/deployment_plan.h"
#include "cluster/semantics/int_or_string.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace skiff::controllers {

namespace deployment_annotations {
inline constexpr std::string_view revision = "deployment.kubernetes.io/revision";
inline constexpr std::string_view revisionHistory = "deployment.kubernetes.io/revision-history";
inline constexpr std::string_view desiredReplicas = "deployment.kubernetes.io/desired-replicas";
inline constexpr std::string_view maxReplicas = "deployment.kubernetes.io/max-replicas";
} // namespace deployment_annotations

/// One ReplicaSet of a rollout with what is decided for it so far.
struct RolloutSet
{
    client::ObjectPtr object; ///< null: not created yet
    std::string name;
    int64_t replicas = 0;        ///< wanted; changes as decisions are taken
    int64_t specReplicas = 0;    ///< as stored
    int64_t currentReplicas = 0; ///< of the status, as the next two
    int64_t readyReplicas = 0;
    int64_t availableReplicas = 0;
    std::map<std::string, std::string, std::less<>> annotations; ///< to be set
    int64_t minReadySeconds = 0;                                 ///< wanted

    static RolloutSet of(const client::ObjectPtr& object);
    std::string_view annotation(std::string_view key) const; ///< as it will be
    std::string_view creationTimestamp() const;
    int64_t revision() const; ///< 0 without a number
};

/// A Deployment and its ReplicaSets during one look: what the files of this folder decide on. Each
/// function of theirs takes one decision and says whether something is to be scaled because of it.
struct Rollout
{
    client::ObjectPtr object;
    api::DeploymentView deployment;
    WallTime now;
    int64_t replicas = 0;              ///< wanted
    semantics::RollingLimits limits;   ///< (0, 0) when the strategy is Recreate
    std::string templateText;          ///< canonical
    std::optional<RolloutSet> current; ///< of the deployment's template; may be new
    std::vector<RolloutSet> old;       ///< oldest first
    data::Array conditions;            ///< of the deployment, as they will be
    std::vector<std::string> scalings;

    bool isRolling() const { return deployment.spec().strategy().type() != "Recreate"; }
    int64_t maxReplicas() const { return replicas + limits.maxSurge; }
    bool hasProgressDeadline() const;
    std::vector<RolloutSet*> all(); ///< old, then current
    int64_t sumReplicas();          ///< wanted by all
    /// Sets what `set` is to have and the annotations that go with it; true when that changes its size.
    bool scale(RolloutSet& set, int64_t wanted);
};

/// Finds the current set among `sets` (those the deployment controls) and keeps the rest as old ones.
Rollout makeRollout(const client::ObjectPtr& deployment, const std::vector<client::ObjectPtr>& sets, WallTime now);

// sync.cpp
/// Gives the current set and the deployment their revision; makes the current set when `create` and there is none.
void syncRevision(Rollout& rollout, bool create, DeploymentPlan& plan);
/// Fits all sets to a changed number of replicas, in proportion while two or more are active.
void scaleProportionally(Rollout& rollout);
/// True when the sets were made for another number of replicas.
bool isScalingEvent(Rollout& rollout);
/// Chooses old sets beyond the history limit.
void cleanUpHistory(Rollout& rollout, DeploymentPlan& plan);

// rolling.cpp
bool scaleUpCurrent(Rollout& rollout);
bool scaleDownOld(Rollout& rollout);

// recreate.cpp
bool scaleOldToZero(Rollout& rollout);

// progress.cpp
/// Turns Progressing to Unknown while paused and back.
void syncPausedCondition(Rollout& rollout);
bool isComplete(Rollout& rollout);
/// Status, conditions and the next look at the progress deadline. `rolling`: progress is judged too.
void syncStatus(Rollout& rollout, bool judgeProgress, DeploymentPlan& plan);
void setProgressing(Rollout& rollout, std::string_view status, std::string_view reason, std::string_view message);

} // namespace skiff::controllers
