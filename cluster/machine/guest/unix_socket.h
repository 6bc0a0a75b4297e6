#pragma once

#include "cluster/base/result.h"

#include <string>

namespace skiff::machine::guest {

/// A connection to the Unix socket of a machine at `path`. InvalidArgument for a path that is too long for one,
/// Unavailable when nobody listens there.
Result<int> connectTo(const std::string& path);

/// Whether a socket can be at `path`; the error says how to get a shorter one.
Status checkSocketPath(const std::string& path);

} // namespace skiff::machine::guest
