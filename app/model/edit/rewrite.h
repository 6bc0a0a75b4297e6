#pragma once

#include "cluster/data/value.h"

#include <QString>

namespace skiff::model::edit {

/// A text that means `wanted`, written as `text` is wherever both say the same: its comments, blank lines, quotes and
/// order stay, and so do comments on and above lines whose value is another. What is written in a way that cannot be
/// carried over is written anew; where that goes wrong, or `text` is no object, all is. What only the server writes is
/// left out. Pure; any thread; takes about as long as reading `text` three times.
QString rewrittenText(const QString& text, const data::Value& wanted);

} // namespace skiff::model::edit
