#pragma once

#include "cluster/machine/guest/channel.h"

#include <string>
#include <vector>

namespace skiff::machine::vm {

/// Runs `arguments` (a login shell when there are none) in the guest with the caller's standard
/// streams: on a terminal of the guest's when ours is one, which follows its size. The exit code.
Result<int> relayTerminal(guest::Channel& channel, const std::vector<std::string>& arguments);

} // namespace skiff::machine::vm
