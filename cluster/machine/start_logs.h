#pragma once

#include "cluster/machine/boot_progress.h"
#include "cluster/machine/life_context.h"

#include <string>

namespace skiff::machine {

/// The last lines of the log of what ended a start, on lines of their own, for the error; empty when there are none.
std::string logTail(NodeShell& shell, std::string_view profile, const BootEvent& culprit);

/// Copies what the nodes of a failed start wrote to HOME/failed-start/PROFILE; that folder, or empty.
std::string keepLogs(const LifeContext& context, const Profile& profile);
/// The logs that keepLogs() kept go.
void forgetLogs(const LifeContext& context, std::string_view profile);

} // namespace skiff::machine
