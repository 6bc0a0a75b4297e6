#pragma once

#include "cluster/data/value.h"

#include <cstddef>

namespace skiff::data {

/// What a JSON patch from an untrusted peer may cost.
struct JsonPatchLimits
{
    size_t operations = 10000;            ///< the limit of Kubernetes
    size_t copiedBytes = 3 * 1024 * 1024; ///< JSON text that all "copy" operations together may add
};

/// Applies a JSON patch (RFC 6902): all operations, or none and an error.
///
/// InvalidArgument: `patch` is no array of well-formed operations. NotFound: a path leads nowhere.
/// Conflict: a test failed, or a path crosses a value that has no members. ResourceExhausted: a limit.
Result<Value> applyJsonPatch(Value original, const Value& patch, const JsonPatchLimits& limits = {});

} // namespace skiff::data
