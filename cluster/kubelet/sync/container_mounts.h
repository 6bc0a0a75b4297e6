#pragma once

#include "cluster/kubelet/config/service_env.h"
#include "cluster/kubelet/sync/pod_context.h"

namespace skiff::kubelet {

/// What a container mounts: its volumes, the pod's /etc/hosts (written here) and the termination
/// message file (made here). Blocking.
Result<std::vector<runtime::Mount>> containerMounts(const PodContext& context, const Pod& pod,
                                                    const ContainerSpec& container, uint32_t attempt,
                                                    const VolumePaths& volumes, const PodPlace& place,
                                                    const EnvList& env);

} // namespace skiff::kubelet
