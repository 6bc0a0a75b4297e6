#pragma once

#include "cluster/kubelet/config/pod_fields.h"
#include "cluster/runtime/container.h"

namespace skiff::kubelet {

/// The parent cgroup of a pod's containers, "/kubepods/burstable/podUID" ("/kubepods/podUID" for Guaranteed).
std::string podCgroupParent(const Pod& pod);

/// The cgroup values for one container: CPU requests become shares, CPU limits a quota of a
/// 100 ms period, memory limits a limit, and the OOM score follows the QoS class. Quantities that
/// cannot be read count as absent: the API server has validated them.
runtime::LinuxResources containerResources(const Pod& pod, const ContainerSpec& container,
                                           const Allocatable& allocatable);

} // namespace skiff::kubelet
