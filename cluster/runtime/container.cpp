#include "cluster/runtime/container.h"

namespace skiff::runtime {

std::string_view containerStateName(ContainerState state)
{
    switch (state) {
    case ContainerState::Created: return "created";
    case ContainerState::Running: return "running";
    case ContainerState::Exited: return "exited";
    case ContainerState::Unknown: break;
    }
    return "unknown";
}

} // namespace skiff::runtime
