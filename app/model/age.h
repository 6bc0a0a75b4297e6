#pragma once

#include "cluster/base/clock.h"

#include <QString>

#include <optional>

namespace skiff::model {

/// The time since `from` as Kubernetes prints ages: 45s, 5m10s, 3h20m, 4d. "<unknown>" without a time.
QString ageText(std::optional<WallTime> from, WallTime now);

/// The duration that such a text says ("5m10s", "3d4h"); nothing for another text.
std::optional<Duration> parseAge(const QString& text);

} // namespace skiff::model
