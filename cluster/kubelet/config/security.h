#pragma once

#include "cluster/kubelet/pod.h"
#include "cluster/runtime/container.h"
#include "cluster/runtime/image.h"

namespace skiff::kubelet {

/// The namespaces that a pod's sandbox has (hostNetwork, hostPID, hostIPC, shareProcessNamespace).
runtime::NamespaceOptions podNamespaces(const Pod& pod);

runtime::SandboxSecurity sandboxSecurity(const Pod& pod);

/// The container's security context over the pod's, fsGroup among the supplemental groups. `image`
/// is asked only for runAsNonRoot, which fails with Kubernetes' words when the user would be root.
/// `targetId`: the container whose processes an ephemeral container sees, may be empty.
Result<runtime::ContainerSecurity> containerSecurity(const Pod& pod, const ContainerSpec& container,
                                                     const runtime::Image& image, const std::string& seccompFolder,
                                                     const std::string& targetId);

} // namespace skiff::kubelet
