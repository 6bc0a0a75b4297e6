#pragma once

#include "cluster/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace skiff::machine {

enum class NetworkMode
{
    Outbound, ///< nodes reach what the host reaches
    Isolated, ///< nodes reach each other and the host
};

struct NodeRecord
{
    std::string name;
    std::string address; ///< given by the driver, kept over restarts
};

/// What a virtual machine is made of; drivers without machines ignore it.
struct MachineSize
{
    int cpus = 2;
    int memoryMb = 2048;
    int diskGb = 20; ///< at most: the disk grows as it fills

    bool operator==(const MachineSize&) const = default;
};

/// What a cluster on this machine was asked to be. A value.
struct Profile
{
    std::string name = "skiff";
    std::string driver;
    NetworkMode network = NetworkMode::Outbound;
    std::vector<NodeRecord> nodes; ///< the first one carries the control plane
    std::string hostAddress;       ///< the host's, in the nodes' network
    std::string createdAt;
    MachineSize size;
    std::string connection;  ///< of driver libvirt: "system" or "session"
    std::string accelerator; ///< that was named: "kvm" or "tcg"; empty: what works
    int forwardedApi = 0;    ///< the port of 127.0.0.1 that leads to the server; 0: the node's own address does

    const NodeRecord& controlPlane() const { return nodes.front(); }
    std::vector<std::string> nodeNames() const;
    /// Which of `nodes` has this name; NotFound, with those that there are.
    Result<size_t> indexOf(std::string_view node) const;
    /// Its nodes have disks of their own: what they did not write out is lost when their plug is pulled.
    bool ownsDisks() const { return driver != "local"; }
};

/// "skiff", "skiff-2", ...
std::string nodeName(std::string_view profile, size_t index);

/// A DNS label of at most 40 characters, since node names are made from it.
Status validateProfileName(std::string_view name);

/// Where a profile keeps things: SKIFF_HOME/profiles/NAME.
class ProfileFolder
{
public:
    ProfileFolder(std::string_view home, std::string_view name);

    const std::string& path() const { return m_path; }
    std::string profileFile() const { return m_path + "/profile.json"; }
    std::string lockFile() const { return m_path + "/lock"; }
    std::string kubeconfig() const { return m_path + "/kubeconfig"; }
    std::string runFolder() const { return m_path + "/run"; }
    std::string nodeFolder(std::string_view node) const;
    /// A node's /var: what lives on when it stops.
    std::string nodeVar(std::string_view node) const { return nodeFolder(node) + "/var"; }
    /// What the console of a node with a kernel of its own said since it was switched on.
    std::string consoleLog(std::string_view node) const { return nodeFolder(node) + "/console.log"; }
    /// What the node changed of its root, /var apart.
    std::string nodeUpper(std::string_view node) const { return nodeFolder(node) + "/upper"; }
    /// Eight hex digits that name this profile's cgroups and links on the machine.
    std::string id() const;

private:
    std::string m_path;
};

/// Holds a profile for one life-cycle command; others that want it fail at once.
class ProfileLock
{
public:
    static Result<ProfileLock> take(const ProfileFolder& folder);
    ProfileLock(ProfileLock&& other) noexcept : m_fd(std::exchange(other.m_fd, -1)) {}
    ProfileLock& operator=(ProfileLock&& other) noexcept;
    ~ProfileLock();

private:
    explicit ProfileLock(int fd) : m_fd(fd) {}
    int m_fd = -1;
};

/// Waits for a turn at what the profiles of one home share: their networks. Held for moments.
class HomeLock
{
public:
    static Result<HomeLock> take(const std::string& home);
    HomeLock(HomeLock&& other) noexcept : m_fd(std::exchange(other.m_fd, -1)) {}
    HomeLock& operator=(HomeLock&&) = delete;
    ~HomeLock();

private:
    explicit HomeLock(int fd) : m_fd(fd) {}
    int m_fd = -1;
};

/// The profiles below one home folder. Files only; any thread.
class ProfileStore
{
public:
    explicit ProfileStore(std::string home) : m_home(std::move(home)) {}

    const std::string& home() const { return m_home; }
    ProfileFolder folder(std::string_view name) const { return {m_home, name}; }
    std::vector<std::string> names() const;
    /// What to say when there is none: which there are, and how to make it.
    Error absent(std::string_view name) const;
    /// absent() when there is none; DataLoss when its file cannot be understood.
    Result<Profile> load(std::string_view name) const;
    Status save(const Profile& profile) const;
    /// Everything of the profile; what it has outside its folder is the driver's to remove first.
    Status remove(std::string_view name) const;

private:
    std::string m_home;
};

/// SKIFF_HOME, or skiff below XDG_DATA_HOME or ~/.local/share.
std::string defaultHome();

} // namespace skiff::machine
