#pragma once

#include "cluster/kubelet/config/env.h"
#include "cluster/kubelet/config/sandbox_config.h"
#include "cluster/runtime/container.h"
#include "cluster/runtime/image.h"

namespace skiff::kubelet {

struct ContainerInputs
{
    const NodePaths& paths;
    const Allocatable& allocatable;
    const runtime::Image& image;
    const EnvList& env;
    std::vector<runtime::Mount> mounts;
    std::string targetId; ///< see containerSecurity()
};

/// The log of one run of a container, relative to the pod's log folder: "NAME/ATTEMPT.log".
std::string containerLogPath(std::string_view containerName, uint32_t attempt);

/// What the runtime makes a container from. Errors carry the words of CreateContainerConfigError. Pure.
Result<runtime::ContainerConfig> containerConfig(const Pod& pod, const ContainerSpec& container, uint32_t attempt,
                                                 ContainerInputs inputs);

} // namespace skiff::kubelet
