#pragma once

#include "app/model/health.h"
#include "cluster/data/value.h"

#include <QString>

#include <cstdint>
#include <optional>

namespace skiff::model {

/// How far a workload has come to what its author wants.
struct WorkloadProgress
{
    enum class Measure
    {
        Whole,     ///< the one thing it is about
        Ready,     ///< `done` of `wanted`
        Completed, ///< the same
    };

    Health health = Health::Busy;
    bool ended = false; ///< nothing more is to be expected: it is ready, or has failed
    Measure measure = Measure::Whole;
    int64_t done = 0;
    int64_t wanted = 0;
    QString problem = {}; ///< why it fails, in the server's words

    /// "2 of 3 ready", in the language of the moment.
    QString words() const;

    bool operator==(const WorkloadProgress&) const = default;
};

/// By the object's status; nothing for kinds that have no such thing.
std::optional<WorkloadProgress> progressOf(const data::Value& object);

} // namespace skiff::model
