#pragma once

#include <QString>

namespace skiff::model {

/// Compares as people sort: without regard to case, numbers inside by value ("node-9" before
/// "node-10"). Below 0, 0 or above 0.
int naturalCompare(const QString& a, const QString& b);

/// A text whose plain comparison is naturalCompare() of what it was made from: for sorting much, often.
QString naturalKey(const QString& text);

} // namespace skiff::model
