#include "cluster/machine/drivers.h"

#ifdef SKIFF_LIBVIRT
#include "cluster/machine/libvirt/connection.h"
#include "cluster/machine/libvirt/libvirt_hypervisor.h"
#endif
#include "cluster/machine/local/local_driver.h"
#include "cluster/machine/qemu/qemu_hypervisor.h"
#include "cluster/machine/vm/vm_driver.h"

#include <fmt/format.h>
#include <unistd.h>

namespace skiff::machine {

namespace {

template <class T>
Driver driverOf(std::unique_ptr<T> owner)
{
    Driver driver;
    driver.machines = owner.get();
    driver.shell = owner.get();
    driver.owner = std::move(owner);
    return driver;
}

/// A machine where it is quick and nobody has to be root for it.
std::string_view bestDriver([[maybe_unused]] const DriverSetting& setting)
{
#ifdef SKIFF_LIBVIRT
    const bool mayUse = libvirt::maySpeakToSystem() || (geteuid() != 0 && libvirt::isInstalled());
    const std::string qemu = qemu::findProgram();
    if (mayUse && !qemu.empty() && vm::KvmProbe(qemu, setting.cacheFolder).answer().works)
        return "libvirt";
#endif
    return "local";
}

} // namespace

Result<Driver> makeDriver(std::string_view name, const ProfileStore& profiles, const DriverSetting& setting)
{
    const auto machines = [&](std::unique_ptr<vm::Hypervisor> hypervisor) {
        return driverOf(std::make_unique<vm::VmDriver>(
            profiles, std::move(hypervisor), vm::KvmProbe(qemu::findProgram(), setting.cacheFolder), setting.program));
    };
    if (name.empty())
        return makeDriver(bestDriver(setting), profiles, setting);
    if (name == "qemu")
        return machines(std::make_unique<qemu::QemuHypervisor>());
    if (name == "libvirt")
#ifdef SKIFF_LIBVIRT
        return machines(std::make_unique<libvirt::LibvirtHypervisor>());
#else
        return Error{ErrorCode::Unsupported, "this Skiff was built without libvirt: use --driver qemu or local"};
#endif
    if (name != "local")
        return Error{ErrorCode::InvalidArgument, fmt::format("'{}' is no driver: choose libvirt, qemu or local", name)};
    return driverOf(std::make_unique<local::LocalDriver>(profiles, setting.program));
}

} // namespace skiff::machine
