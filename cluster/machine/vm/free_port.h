#pragma once

#include "cluster/base/result.h"

namespace skiff::machine::vm {

/// A TCP port of 127.0.0.1 that nobody listens on: `wanted` when it is not 0 and free.
Result<int> freePort(int wanted);

} // namespace skiff::machine::vm
