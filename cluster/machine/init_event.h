#pragma once

#include "cluster/machine/machine_driver.h"

#include <optional>
#include <string>
#include <string_view>

namespace skiff::machine {

/// One line of skiff-init on its events descriptor (cluster/daemon/init/supervisor.h); nothing for a
/// line without news for a starter.
std::optional<BootEvent> parseInitEvent(std::string_view node, std::string_view line);

/// Cuts off the first word of `text`.
std::string_view takeWord(std::string_view& text);

} // namespace skiff::machine
