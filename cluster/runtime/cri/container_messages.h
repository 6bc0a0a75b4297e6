#pragma once

#include "cluster/data/value.h"
#include "cluster/runtime/container.h"
#include "cluster/runtime/image.h"

namespace skiff::runtime::cri {

// Messages of the Container Runtime Interface v1 and our types. Pure functions.

data::Value toMessage(const ContainerConfig& config);            ///< ContainerConfig
data::Object toMessage(const StreamRequest& request);            ///< ExecRequest and AttachRequest
data::Object toMessage(const RegistryAuth& auth);                ///< AuthConfig

Container readContainer(const data::Value& message);             ///< Container
ContainerStatus readContainerStatus(const data::Value& message); ///< ContainerStatus
ContainerStats readContainerStats(const data::Value& message);   ///< ContainerStats
Image readImage(const data::Value& message);                     ///< Image

} // namespace skiff::runtime::cri
