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

/// The driver called `name`; when it is empty, the best that works here. `program` is the skiff
/// binary. Unsupported for drivers of later releases, InvalidArgument for unknown names.
Result<Driver> makeDriver(std::string_view name, const ProfileStore& profiles, const std::string& program);

} // namespace skiff::machine
