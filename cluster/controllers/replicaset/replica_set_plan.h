#pragma once

#include "cluster/base/clock.h"
#include "cluster/client/object.h"
#include "cluster/data/value.h"

#include <optional>
#include <vector>

namespace skiff::controllers {

/// What is known of one ReplicaSet when it is looked at.
struct ReplicaSetObserved
{
    client::ObjectPtr replicaSet;
    std::vector<client::ObjectPtr> pods; ///< all that it controls, and all in its namespace that nobody controls
    bool expectationsMet = true;         ///< the cache has seen what was created and deleted before
};

/// What is to be done for it.
struct ReplicaSetPlan
{
    std::vector<client::ObjectPtr> adopt;   ///< match and have no controller
    std::vector<client::ObjectPtr> release; ///< controlled, but match no longer
    int64_t create = 0;
    std::vector<client::ObjectPtr> remove; ///< in this order
    int64_t surplusOrMissing = 0;          ///< active replicas minus wanted ones, before acting
    data::Value status;                    ///< the status as it should be, without conditions
    std::optional<Duration> again;         ///< when a ready pod becomes available
};

/// Decides; no I/O, no clock.
ReplicaSetPlan reconcileReplicaSet(const ReplicaSetObserved& observed, WallTime now);

/// The pod of a ReplicaSet's template, named by the server from the set's name.
data::Value podFromTemplate(const client::Object& replicaSet);

/// The conditions of the status with ReplicaFailure set for `failure` (reason and message) or removed.
struct ReplicaFailure
{
    std::string reason; ///< "FailedCreate" or "FailedDelete"
    std::string message;
};
data::Value replicaSetConditions(const client::Object& replicaSet, const std::optional<ReplicaFailure>& failure,
                                 WallTime now);

} // namespace skiff::controllers
