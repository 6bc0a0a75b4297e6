#include "cluster/machine/phase.h"

#include <array>

namespace skiff::machine {

std::string_view phaseName(Phase phase)
{
    constexpr std::array<std::string_view, phaseCount> names = {"image",      "machine",       "kernel", "init",
                                                                "containerd", "control-plane", "node"};
    return names[static_cast<size_t>(phase)];
}

std::string_view phaseStateName(PhaseState state)
{
    constexpr std::array<std::string_view, 4> names = {"began", "progress", "done", "failed"};
    return names[static_cast<size_t>(state)];
}

} // namespace skiff::machine
