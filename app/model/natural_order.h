#pragma once

#include <QString>

namespace skiff::model {

/// Compares as people sort: without regard to case, numbers inside by value ("node-9" before
/// "node-10"). Below 0, 0 or above 0.
int naturalCompare(const QString& a, const QString& b);

} // namespace skiff::model
