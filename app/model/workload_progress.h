#pragma once

#include "app/model/health.h"
#include "cluster/data/value.h"

#include <QString>

#include <optional>

namespace skiff::model {

/// How far a workload has come to what its author wants.
struct WorkloadProgress
{
    Health health = Health::Busy;
    QString words;      ///< "2 of 3 ready"
    bool ended = false; ///< nothing more is to be expected: it is ready, or has failed

    bool operator==(const WorkloadProgress&) const = default;
};

/// By the object's status; nothing for kinds that have no such thing.
std::optional<WorkloadProgress> progressOf(const data::Value& object);

} // namespace skiff::model
