#pragma once

#include "cluster/base/clock.h"
#include "cluster/client/transport.h"
#include "cluster/machine/machine_driver.h"

#include <functional>
#include <memory>
#include <string>

namespace skiff::machine {

/// Makes calls with the credentials of a kubeconfig file.
using TransportFactory = std::function<Result<std::unique_ptr<client::Transport>>(const std::string& kubeconfigPath)>;

/// What life-cycle commands need of the world around them.
struct LifeContext
{
    const ProfileStore& profiles;
    const NodeImageSource& images;
    MachineDriver& machines;
    NodeShell& shell;
    TransportFactory connect;
    const Clock& clock;
};

} // namespace skiff::machine
