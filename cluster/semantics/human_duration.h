#pragma once

#include "cluster/base/clock.h"

#include <string>

namespace skiff::semantics {

/// A length of time as Kubernetes prints ages: "45s", "5m10s", "3h20m", "4d", "2y30d".
/// "<invalid>" for more than a second in the future.
std::string humanDuration(Duration duration);

} // namespace skiff::semantics
