#include "cluster/machine/local/local_driver.h"

#include "cluster/base/file.h"
#include "cluster/data/value.h"
#include "cluster/machine/background.h"
#include "cluster/machine/local/cgroups.h"
#include "cluster/machine/local/host_network.h"
#include "cluster/machine/local/monitor.h"
#include "cluster/machine/local/monitor_watch.h"
#include "cluster/machine/local/switch_network.h"
#include "cluster/machine/node_services.h"
#include "cluster/machine/subnet_claims.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <linux/magic.h>
#include <poll.h>
#include <sys/vfs.h>
#include <unistd.h>

namespace skiff::machine::local {

namespace {

namespace fs = std::filesystem;

/// The monitor of a profile, or 0.
pid_t monitorPid(const ProfileFolder& folder)
{
    return ProcessLock::holder(monitorLockPath(folder.path()));
}

/// Not synced to disk: what a crash leaves of it differs, and is written again before the next boot.
Status putFile(const std::string& upper, std::string_view path, std::string_view content)
{
    const std::string whole = upper + std::string(path);
    if (const auto current = file::read(whole); current.ok() && *current == content)
        return {};
    SKIFF_TRY(file::makeFolders(fs::path(whole).parent_path().string(), 0755));
    std::ofstream file(whole, std::ios::binary | std::ios::trunc);
    file << content << std::flush;
    if (!file)
        return file::errorFromErrno(errno, "write", whole);
    return {};
}

/// The kernel stacks no node's root, and no container's, on what is an overlay itself.
Status checkDisk(const std::string& path)
{
    struct statfs info = {};
    if (statfs(path.c_str(), &info) != 0)
        return file::errorFromErrno(errno, "look at", path);
    if (info.f_type != OVERLAYFS_SUPER_MAGIC)
        return {};
    return {ErrorCode::Unsupported,
            fmt::format("{} is on an overlay file system, as in a container, and nodes need a real one: set SKIFF_HOME "
                        "to a folder on a disk or on tmpfs",
                        path)};
}

/// Gives a node's /var what the image has there and the node has not.
Status fillVar(const fs::path& from, const fs::path& to)
{
    std::error_code error;
    for (auto entry = fs::recursive_directory_iterator(from, error);
         !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
        const fs::path target = to / entry->path().lexically_relative(from);
        if (fs::exists(fs::symlink_status(target, error)))
            continue;
        if (entry->is_directory() && !entry->is_symlink())
            fs::create_directory(target, error);
        else
            fs::copy(entry->path(), target, fs::copy_options::copy_symlinks, error);
        if (error)
            break;
    }
    if (error)
        return {ErrorCode::Unavailable, fmt::format("cannot fill {}: {}", to.string(), error.message())};
    return {};
}

std::string hostsFile(const Profile& profile)
{
    std::string text = "127.0.0.1 localhost\n::1 localhost ip6-localhost ip6-loopback\n";
    for (const NodeRecord& node : profile.nodes)
        text += fmt::format("{} {}\n", node.address, node.name);
    return text;
}

std::optional<pid_t> nodePid(const ProfileFolder& folder, std::string_view node)
{
    const auto text = file::read(monitorStatePath(folder.path()));
    const auto state = text.ok() ? data::parseJson(*text) : Result<data::Value>(text.error());
    if (!state.ok())
        return std::nullopt;
    const data::Value* nodes = data::find(*state, {"nodes"});
    for (const data::Value& entry : nodes && nodes->is_array() ? nodes->get_array() : data::Array()) {
        if (data::stringAt(entry, {"name"}) == node)
            return static_cast<pid_t>(data::intAt(entry, {"pid"}));
    }
    return std::nullopt;
}

} // namespace

Status LocalDriver::check() const
{
    if (geteuid() != 0)
        return {ErrorCode::PermissionDenied, "the local driver makes namespaces and mounts, which needs root"};
    SKIFF_TRY_ASSIGN(const Cgroups cgroups, Cgroups::ofThisMachine());
    return {};
}

Status LocalDriver::settle(Profile& profile)
{
    if (!profile.connection.empty())
        return {ErrorCode::InvalidArgument, "driver local has no machines: --libvirt is of driver libvirt"};
    return {};
}

Status LocalDriver::assignAddresses(Profile& profile)
{
    return assignSubnet(profile, m_store, hostLink(m_store.folder(profile.name)));
}

Status LocalDriver::prepareFolders(const Profile& profile, const NodeImage& image) const
{
    const ProfileFolder folder = m_store.folder(profile.name);
    SKIFF_TRY(file::makeFolders(folder.runFolder(), 0755));
    SKIFF_TRY(checkDisk(folder.path()));
    const std::string resolv = profile.network == NetworkMode::Isolated
                                   ? "# no name server: the network is isolated\n"
                                   : fmt::format("nameserver {}\n", outboundNameServer);
    for (size_t i = 0; i < profile.nodes.size(); ++i) {
        const NodeRecord& node = profile.nodes[i];
        const std::string place = folder.nodeFolder(node.name);
        for (const char* part : {"/upper", "/work", "/root", "/var"})
            SKIFF_TRY(file::makeFolders(place + part, 0755));
        const std::string upper = folder.nodeUpper(node.name);
        SKIFF_TRY(putFile(upper, node_path::nodeFile, nodeServices(profile, i)));
        SKIFF_TRY_ASSIGN(const std::string podNetwork, podNetworkConfig(image.root, i));
        SKIFF_TRY(putFile(upper, node_path::podNetwork, podNetwork));
        SKIFF_TRY(putFile(upper, "/etc/hosts", hostsFile(profile)));
        SKIFF_TRY(putFile(upper, "/etc/hostname", node.name + "\n"));
        SKIFF_TRY(putFile(upper, "/etc/resolv.conf", resolv));
        SKIFF_TRY(fillVar(image.root + "/var", folder.nodeVar(node.name)));
    }
    return {};
}

Result<std::unique_ptr<BootWatch>> LocalDriver::boot(const Profile& profile, const NodeImage& image)
{
    const ProfileFolder folder = m_store.folder(profile.name);
    if (monitorPid(folder) != 0)
        return Error{ErrorCode::AlreadyExists, fmt::format("profile '{}' runs already", profile.name)};
    SKIFF_TRY(cleanUp(profile.name));
    SKIFF_TRY(prepareFolders(profile, image));
    MonitorSpec spec;
    spec.profileFolder = folder.path();
    spec.id = folder.id();
    spec.hostAddress = profile.hostAddress;
    spec.imageRoot = image.root;
    spec.imageLayer = image.layer;
    spec.network = profile.network;
    spec.nodes = profile.nodes;
    SKIFF_TRY(putFile({}, monitorSpecPath(folder.path()), spec.toJson()));
    return startMonitor(folder);
}

Result<std::unique_ptr<BootWatch>> LocalDriver::startMonitor(const ProfileFolder& folder) const
{
    int events[2];
    if (pipe2(events, O_CLOEXEC) != 0)
        return file::errorFromErrno(errno, "make a pipe for", "the monitor");
    const Status started = startDetached({m_program, monitorCommand, monitorSpecPath(folder.path())},
                                         folder.path() + "/monitor.log", events[1]);
    close(events[1]);
    if (!started.ok()) {
        close(events[0]);
        return started.error();
    }
    return std::unique_ptr<BootWatch>(std::make_unique<MonitorWatch>(events[0]));
}

Status LocalDriver::stop(const Profile& profile, Duration limit)
{
    const pid_t monitor = monitorPid(m_store.folder(profile.name));
    if (monitor != 0) {
        if (geteuid() == 0 && paused(profile.name))
            SKIFF_TRY(resume(profile));
        if (kill(monitor, SIGTERM) != 0 && errno == EPERM)
            return {ErrorCode::PermissionDenied, "the cluster was started by root, who alone can stop it"};
        if (!waitForProcessEnd(monitor, limit)) {
            kill(monitor, SIGKILL);
            waitForProcessEnd(monitor, limit);
        }
    }
    return cleanUp(profile.name);
}

/// In order: what its containers hold of this machine is given back best by themselves.
Status LocalDriver::discard(std::string_view name)
{
    Profile profile;
    profile.name = name;
    return stop(profile, std::chrono::seconds(15));
}

Status LocalDriver::cleanUp(std::string_view profile)
{
    const ProfileFolder folder = m_store.folder(profile);
    if (monitorPid(folder) != 0)
        return {ErrorCode::Conflict, fmt::format("profile '{}' runs: stop it first", profile)};
    SKIFF_TRY_ASSIGN(const Cgroups cgroups, Cgroups::ofThisMachine());
    for (const std::string& name : cgroups.find(fmt::format("skiff-{}-", folder.id())))
        SKIFF_TRY(cgroups.remove(name));
    if (linkExists(hostLink(folder))) {
        // It may go by itself meanwhile: the kernel takes a namespace apart after its last process ended.
        SKIFF_TRY_ASSIGN(Netlink host, Netlink::open());
        const Status removed = host.removeLink(hostLink(folder));
        if (!removed.ok() && removed.error().code != ErrorCode::NotFound)
            return removed;
    }
    std::error_code error;
    fs::remove(monitorStatePath(folder.path()), error);
    return {};
}

std::vector<std::string> LocalDriver::runningNodes(std::string_view profile) const
{
    std::vector<std::string> names;
    const ProfileFolder folder = m_store.folder(profile);
    if (monitorPid(folder) == 0)
        return names;
    const auto known = m_store.load(profile);
    if (!known.ok())
        return names;
    for (const NodeRecord& node : known->nodes) {
        if (nodePid(folder, node.name))
            names.push_back(node.name);
    }
    return names;
}

Result<std::vector<std::string>> LocalDriver::enterCommand(std::string_view profile, std::string_view node) const
{
    const auto pid = nodePid(m_store.folder(profile), node);
    if (!pid || monitorPid(m_store.folder(profile)) == 0)
        return Error{ErrorCode::Unavailable,
                     fmt::format("node {} does not run: 'skiff start -p {}' starts it", node, profile)};
    if (geteuid() != 0)
        return Error{ErrorCode::PermissionDenied, "going into a node of the local driver needs root"};
    return std::vector<std::string>{
        "nsenter", fmt::format("--target={}", *pid), "--mount", "--uts", "--ipc", "--net", "--pid", "--cgroup", "--"};
}

Result<process::Outcome> LocalDriver::run(std::string_view profile, std::string_view node,
                                          const std::vector<std::string>& arguments, int input, Duration limit)
{
    SKIFF_TRY_ASSIGN(std::vector<std::string> command, enterCommand(profile, node));
    command.insert(command.end(), arguments.begin(), arguments.end());
    return process::runWithInput(command, input, limit);
}

Result<int> LocalDriver::runOnTerminal(std::string_view profile, std::string_view node,
                                       const std::vector<std::string>& arguments)
{
    SKIFF_TRY_ASSIGN(std::vector<std::string> command, enterCommand(profile, node));
    for (const char* word : {"/usr/bin/env", "-i", "HOME=/root", "PATH=/usr/sbin:/usr/bin"})
        command.emplace_back(word);
    const char* terminal = getenv("TERM");
    command.push_back(fmt::format("TERM={}", terminal ? terminal : "dumb"));
    if (arguments.empty()) {
        command.insert(command.end(), {"/bin/sh", "-l"});
    } else {
        command.insert(command.end(), arguments.begin(), arguments.end());
    }
    return process::runOnTerminal(command);
}

/// A node's /var is a folder of the host, which outlives the node.
Result<std::string> LocalDriver::hostPath(const NodePath& file) const
{
    if (file.path.rfind("/var/", 0) != 0)
        return Error{ErrorCode::Unsupported, fmt::format("{} is not below /var", file.path)};
    return m_store.folder(file.profile).nodeVar(file.node) + file.path.substr(4);
}

Result<std::string> LocalDriver::read(const NodePath& file)
{
    SKIFF_TRY_ASSIGN(const std::string path, hostPath(file));
    return file::read(path);
}

Status LocalDriver::write(const NodePath& file, std::string_view content)
{
    SKIFF_TRY_ASSIGN(const std::string path, hostPath(file));
    SKIFF_TRY(file::makeFolders(fs::path(path).parent_path().string(), 0700));
    return file::writeAtomically(path, content, 0600);
}

Status LocalDriver::setFrozen(const Profile& profile, bool frozen) const
{
    SKIFF_TRY(check());
    SKIFF_TRY_ASSIGN(const Cgroups cgroups, Cgroups::ofThisMachine());
    for (const std::string& name : cgroups.find(fmt::format("skiff-{}-", m_store.folder(profile.name).id())))
        SKIFF_TRY(cgroups.setFrozen(name, frozen));
    return {};
}

bool LocalDriver::paused(std::string_view profile) const
{
    const auto cgroups = Cgroups::ofThisMachine();
    if (!cgroups.ok())
        return false;
    const auto names = cgroups->find(fmt::format("skiff-{}-", m_store.folder(profile).id()));
    return std::any_of(names.begin(), names.end(), [&](const std::string& name) { return cgroups->isFrozen(name); });
}

} // namespace skiff::machine::local
