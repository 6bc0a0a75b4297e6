#include "cluster/machine/drivers.h"

#include "cluster/machine/local/local_driver.h"

#include <fmt/format.h>

namespace skiff::machine {

Result<Driver> makeDriver(std::string_view name, const ProfileStore& profiles, const std::string& program)
{
    if (name == "libvirt" || name == "qemu")
        return Error{ErrorCode::Unsupported,
                     fmt::format("the {} driver comes with the next release of Skiff: use --driver local", name)};
    if (!name.empty() && name != "local")
        return Error{ErrorCode::InvalidArgument, fmt::format("'{}' is no driver: choose libvirt, qemu or local", name)};
    auto local = std::make_unique<local::LocalDriver>(profiles, program);
    Driver driver;
    driver.machines = local.get();
    driver.shell = local.get();
    driver.owner = std::move(local);
    return driver;
}

} // namespace skiff::machine
