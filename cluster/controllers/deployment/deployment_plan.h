#pragma once

#include "cluster/base/clock.h"
#include "cluster/client/object.h"
#include "cluster/data/value.h"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace skiff::controllers {

/// What is known of one Deployment when it is looked at.
struct DeploymentObserved
{
    client::ObjectPtr deployment;
    std::vector<client::ObjectPtr> replicaSets;      ///< all it controls, and all in its namespace that nobody controls
    std::set<std::string, std::less<>> setsWithPods; ///< uids of sets that have pods which are not terminal
};

/// A change of one ReplicaSet.
struct ReplicaSetChange
{
    client::ObjectPtr replicaSet;
    data::Value patch; ///< merge patch
};

/// What is to be done for it, in this order.
struct DeploymentPlan
{
    std::vector<client::ObjectPtr> adopt;   ///< match and have no controller
    std::vector<client::ObjectPtr> release; ///< controlled, but match no longer
    data::Value annotations;                ///< merge patch of the deployment's annotations; null: none
    data::Value create;                     ///< the new ReplicaSet; null: none
    std::vector<ReplicaSetChange> change;
    std::vector<client::ObjectPtr> remove; ///< beyond the history limit
    data::Value status;                    ///< merge patch of the status; null: as it should be
    std::vector<std::string> scalings;     ///< messages of ScalingReplicaSet events
    std::optional<Duration> again;         ///< when the progress deadline is to be checked
};

/// Decides; no I/O, no clock.
DeploymentPlan reconcileDeployment(const DeploymentObserved& observed, WallTime now);

/// Merge patch of the status after the name of the new ReplicaSet was found taken by another one.
data::Value countCollision(const client::Object& deployment);

} // namespace skiff::controllers
