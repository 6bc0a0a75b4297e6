#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace skiff::machine {

/// The steps from nothing to a usable cluster, in their order.
enum class Phase
{
    Image,
    Machine,
    Kernel, ///< of drivers whose nodes boot one
    Init,
    Containerd,
    ControlPlane,
    Node
};

inline constexpr int phaseCount = 7;

/// "image", "machine", "kernel", "init", "containerd", "control-plane", "node": what programs read.
std::string_view phaseName(Phase phase);

enum class PhaseState
{
    Began,
    Progress,
    Done,
    Failed
};

/// "began", "progress", "done", "failed".
std::string_view phaseStateName(PhaseState state);

/// One step of a life cycle, as it happens.
struct PhaseEvent
{
    Phase phase = Phase::Image;
    PhaseState state = PhaseState::Began;
    double seconds = 0;   ///< since the phase began
    double fraction = -1; ///< 0..1 with Progress; below 0: not known
    std::string text;     ///< for people, lower case, may be empty
};

/// Called on the thread that runs the life cycle.
using PhaseSink = std::function<void(const PhaseEvent&)>;

} // namespace skiff::machine
