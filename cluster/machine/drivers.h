#pragma once

#include "cluster/machine/machine_driver.h"

#include <memory>
#include <string_view>

namespace skiff::machine {

/// A driver with the shell into its nodes.
struct Driver
{
    std::unique_ptr<MachineDriver> owner;
    MachineDriver* machines = nullptr;
    NodeShell* shell = nullptr;
};

/// What drivers need to know of this installation.
struct DriverSetting
{
    std::string program;     ///< the skiff binary
    std::string cacheFolder; ///< what can be found out again
};

/// The driver called `name`; when it is empty, the best that works here. InvalidArgument for unknown names.
Result<Driver> makeDriver(std::string_view name, const ProfileStore& profiles, const DriverSetting& setting);

} // namespace skiff::machine
