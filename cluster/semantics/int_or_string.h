#pragma once

#include "cluster/api/views/view.h"
#include "cluster/base/result.h"

#include <cstdint>

namespace skiff::semantics {

enum class Rounding
{
    Down,
    Up
};

/// A count, or a percentage of `total` in whole numbers. InvalidArgument when the value is neither.
Result<int64_t> scaledValue(api::IntOrStringView value, int64_t total, Rounding rounding);

/// How far a rolling update may go above and below the wanted count.
struct RollingLimits
{
    int64_t maxSurge = 0;
    int64_t maxUnavailable = 0;
};

/// Surge is rounded up and unavailable down; absent values are 25%. When both come to 0, one pod may be
/// unavailable, since nothing could move otherwise.
RollingLimits rollingLimits(api::IntOrStringView maxSurge, api::IntOrStringView maxUnavailable, int64_t replicas);

} // namespace skiff::semantics
