#pragma once

#include "cluster/base/result.h"
#include "cluster/data/document.h"
#include "cluster/runtime/image.h"

namespace skiff::kubelet {

/// The credentials for `image` in a Secret of type kubernetes.io/dockerconfigjson or dockercfg.
Result<std::vector<runtime::RegistryAuth>> pullSecretCredentials(data::Node secret, std::string_view image);

} // namespace skiff::kubelet
