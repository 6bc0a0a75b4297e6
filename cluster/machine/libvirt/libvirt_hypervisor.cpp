#include "cluster/machine/libvirt/libvirt_hypervisor.h"

#include "cluster/machine/libvirt/domain_xml.h"
#include "cluster/machine/local/host_network.h"
#include "cluster/machine/vm/node_plan.h"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace skiff::machine::libvirt {

namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

/// How often a wait for a domain's end asks: libvirt's events would want a loop of their own.
constexpr auto slice = 50ms;

/// Whether any user gets as far as this file.
bool openToAll(const std::string& path)
{
    for (fs::path folder = fs::path(path).parent_path(); !folder.empty(); folder = folder.parent_path()) {
        struct stat info = {};
        if (stat(folder.c_str(), &info) != 0 || (info.st_mode & S_IXOTH) == 0)
            return false;
        if (folder == folder.root_path())
            break;
    }
    return true;
}

/// libvirt runs QEMU as a user of its own, who cannot get into a home folder; where the files are in one, it
/// runs as their owner.
std::string userFor(const vm::MachineDescription& machine)
{
    const std::string files[] = {machine.kernel, machine.initrd, machine.disks.front().path};
    if (std::all_of(std::begin(files), std::end(files), openToAll))
        return {};
    struct stat info = {};
    if (stat(machine.initrd.c_str(), &info) != 0)
        return {};
    return fmt::format("+{}:+{}", info.st_uid, info.st_gid);
}

} // namespace

Result<Connection*> LibvirtHypervisor::connection(const std::string& kind) const
{
    const auto known = m_connections.find(kind);
    if (known != m_connections.end())
        return &known->second;
    SKIFF_TRY_ASSIGN(Connection opened, Connection::open(kind));
    return &m_connections.emplace(kind, std::move(opened)).first->second;
}

Status LibvirtHypervisor::check() const
{
    if (isInstalled() || maySpeakToSystem())
        return {};
    return {ErrorCode::Unsupported, "libvirt is not installed: 'sudo apt-get install libvirt-daemon-system "
                                    "qemu-system-x86', or use --driver qemu or local"};
}

Status LibvirtHypervisor::reach(const Profile& profile) const
{
    SKIFF_TRY(connection(profile.connection));
    return {};
}

Status LibvirtHypervisor::settle(Profile& profile) const
{
    if (profile.connection.empty())
        profile.connection = geteuid() == 0 || maySpeakToSystem() ? "system" : "session";
    if (profile.connection != "system" && profile.connection != "session")
        return {ErrorCode::InvalidArgument, "--libvirt takes system or session"};
    SKIFF_TRY(connection(profile.connection));
    return {};
}

std::string LibvirtHypervisor::hostLink(const ProfileFolder& folder) const
{
    return local::hostLink(folder);
}

Status LibvirtHypervisor::prepare(const Profile& profile, const ProfileFolder& folder)
{
    if (hasUserNetwork(profile))
        return {};
    SKIFF_TRY_ASSIGN(Connection* const libvirt, connection(profile.connection));
    return libvirt->createNetwork(networkXml(
        {vm::networkName(folder), hostLink(folder), profile.hostAddress, profile.network == NetworkMode::Isolated}));
}

Status LibvirtHypervisor::create(const vm::MachineDescription& machine, const vm::MachineHandle& handle)
{
    SKIFF_TRY_ASSIGN(Connection* const libvirt, connection(handle.connection));
    return libvirt->createDomain(domainXml(machine, handle.connection == "system" ? userFor(machine) : std::string()));
}

std::optional<vm::MachineState> LibvirtHypervisor::state(const vm::MachineHandle& handle) const
{
    const auto libvirt = connection(handle.connection);
    const auto found =
        libvirt.ok() ? (*libvirt)->domainState(handle.name) : Result<std::optional<DomainState>>(libvirt.error());
    if (!found.ok() || !*found)
        return std::nullopt;
    return **found == DomainState::Paused ? vm::MachineState::Paused : vm::MachineState::Running;
}

Status LibvirtHypervisor::pause(const vm::MachineHandle& handle)
{
    SKIFF_TRY_ASSIGN(Connection* const libvirt, connection(handle.connection));
    return libvirt->suspendDomain(handle.name);
}

Status LibvirtHypervisor::resume(const vm::MachineHandle& handle)
{
    SKIFF_TRY_ASSIGN(Connection* const libvirt, connection(handle.connection));
    return libvirt->resumeDomain(handle.name);
}

Status LibvirtHypervisor::askToStop(const vm::MachineHandle& handle)
{
    SKIFF_TRY_ASSIGN(Connection* const libvirt, connection(handle.connection));
    return libvirt->pressPowerButton(handle.name);
}

bool LibvirtHypervisor::waitForEnd(const vm::MachineHandle& handle, Duration limit) const
{
    const auto deadline = std::chrono::steady_clock::now() + limit;
    while (state(handle)) {
        if (std::chrono::steady_clock::now() >= deadline)
            return false;
        std::this_thread::sleep_for(slice);
    }
    return true;
}

Status LibvirtHypervisor::destroy(const vm::MachineHandle& handle)
{
    SKIFF_TRY_ASSIGN(Connection* const libvirt, connection(handle.connection));
    return libvirt->destroyDomain(handle.name);
}

Status LibvirtHypervisor::removeAll(const ProfileFolder&, const vm::Belongings& belongings)
{
    // Of a profile that cannot be read the connection is not known: the machine's, if we may.
    const std::string kind = !belongings.connection.empty() ? belongings.connection
                             : maySpeakToSystem()           ? "system"
                                                            : "session";
    SKIFF_TRY_ASSIGN(Connection* const libvirt, connection(kind));
    SKIFF_TRY_ASSIGN(const auto domains, libvirt->domains());
    for (const std::string& domain : domains) {
        if (domain.starts_with(belongings.prefix))
            SKIFF_TRY(libvirt->destroyDomain(domain));
    }
    if (kind != "system")
        return {};
    SKIFF_TRY_ASSIGN(const auto networks, libvirt->networks());
    for (const std::string& network : networks) {
        if (network.starts_with(belongings.prefix))
            SKIFF_TRY(libvirt->destroyNetwork(network));
    }
    return {};
}

} // namespace skiff::machine::libvirt
