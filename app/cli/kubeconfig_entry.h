#pragma once

#include "cluster/base/result.h"
#include "cluster/client/transport.h"

#include <memory>
#include <string>

namespace skiff::cli {

/// The user's kubeconfig: the first file of KUBECONFIG, or ~/.kube/config.
std::string userKubeconfigPath();

/// The context that a profile has there: its own name.
Status addContext(const std::string& profile, const std::string& profileKubeconfig);
Status removeContext(const std::string& profile);

/// A transport with the current context of a kubeconfig file.
Result<std::unique_ptr<client::Transport>> connectWith(const std::string& kubeconfigPath);

} // namespace skiff::cli
