#pragma once

#include "cluster/kubelet/status/pod_status.h"

namespace skiff::kubelet {

/// The v1.ContainerStatus of one container of the spec. Pure.
data::Value containerStatus(const StatusInputs& inputs, const ContainerSpec& container);

} // namespace skiff::kubelet
