#pragma once

#include "cluster/runtime/container.h"
#include "cluster/runtime/sandbox.h"

#include <string_view>
#include <vector>

namespace skiff::kubelet {

/// What the runtime has of one pod. A value.
struct PodState
{
    std::vector<runtime::SandboxStatus> sandboxes; ///< the highest attempt first
    std::vector<runtime::ContainerStatus> containers;

    /// The newest sandbox, ready or not; nullptr when there is none.
    const runtime::SandboxStatus* sandbox() const { return sandboxes.empty() ? nullptr : &sandboxes.front(); }
    /// The newest container of that name in any sandbox, or nullptr.
    const runtime::ContainerStatus* latest(std::string_view name) const;
    /// The newest one older than `latest`, or nullptr: the source of lastState and `logs --previous`.
    const runtime::ContainerStatus* previous(std::string_view name) const;
    const runtime::ContainerStatus* byId(std::string_view id) const;
    bool anyRunning() const;

    /// Brings sandboxes and containers into the order that the fields promise.
    void sort();
};

} // namespace skiff::kubelet
