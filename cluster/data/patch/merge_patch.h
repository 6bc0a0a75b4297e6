#pragma once

#include "cluster/data/value.h"

namespace skiff::data {

/// Applies a JSON merge patch (RFC 7386): objects merge by key, null removes, all else replaces.
/// A patch that is no object replaces the whole document.
Result<Value> applyMergePatch(Value original, const Value& patch);

} // namespace skiff::data
