#pragma once

#include "cluster/data/document.h"

#include <string>
#include <utility>
#include <vector>

namespace skiff::kubelet {

using EnvList = std::vector<std::pair<std::string, std::string>>;

/// The variables that tell a container where services are: {NAME}_SERVICE_HOST, {NAME}_SERVICE_PORT
/// and the older {NAME}_PORT_{PORT}_{PROTOCOL}_* ones, for services with a cluster IP. With
/// `links` those of the pod's namespace; the API server's (default/kubernetes) always. Pure.
EnvList serviceEnv(const std::vector<data::Node>& services, std::string_view podNamespace, bool links);

} // namespace skiff::kubelet
