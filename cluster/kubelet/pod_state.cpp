#include "cluster/kubelet/pod_state.h"

#include <algorithm>

namespace skiff::kubelet {

const runtime::ContainerStatus* PodState::latest(std::string_view name) const
{
    for (const runtime::ContainerStatus& status : containers) {
        if (status.container.metadata.name == name)
            return &status;
    }
    return nullptr;
}

const runtime::ContainerStatus* PodState::previous(std::string_view name) const
{
    bool latestSeen = false;
    for (const runtime::ContainerStatus& status : containers) {
        if (status.container.metadata.name != name)
            continue;
        if (latestSeen)
            return &status;
        latestSeen = true;
    }
    return nullptr;
}

const runtime::ContainerStatus* PodState::byId(std::string_view id) const
{
    const auto found = std::find_if(containers.begin(), containers.end(),
                                    [&](const auto& status) { return status.container.id == id; });
    return found == containers.end() ? nullptr : &*found;
}

bool PodState::anyRunning() const
{
    return std::any_of(containers.begin(), containers.end(), [](const runtime::ContainerStatus& status) {
        return status.container.state == runtime::ContainerState::Running;
    });
}

void PodState::sort()
{
    std::stable_sort(sandboxes.begin(), sandboxes.end(), [](const auto& a, const auto& b) {
        return a.sandbox.metadata.attempt > b.sandbox.metadata.attempt;
    });
    std::stable_sort(containers.begin(), containers.end(), [](const auto& a, const auto& b) {
        return a.container.metadata.attempt > b.container.metadata.attempt;
    });
}

} // namespace skiff::kubelet
