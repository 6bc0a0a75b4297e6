#pragma once

#include "app/cli/options.h"
#include "cluster/machine/profile.h"

namespace skiff::cli {

/// Adds --node.
void addNodeOption(Options& options);

/// The node of the profile that --node names; without it, the one with the control plane.
Result<machine::NodeRecord> chosenNode(const Options& options, const machine::Profile& profile);

} // namespace skiff::cli
