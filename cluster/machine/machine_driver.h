#pragma once

#include "cluster/base/process.h"
#include "cluster/machine/node_image.h"
#include "cluster/machine/profile.h"

#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace skiff::machine {

/// What happens while machines come up, in the order it happens.
struct BootEvent
{
    enum class Kind
    {
        PoweredOn,      ///< the node's virtual machine runs and its kernel boots
        MachineUp,      ///< the node's init takes over
        ServiceStarted, ///< of skiff-init: `service`
        ServiceReady,
        ServiceExited, ///< `detail` says how
        MachineDown,   ///< the node is gone
        Failed,        ///< the machine could not be made; `detail` says why
    };
    Kind kind = Kind::MachineUp;
    std::string node;
    std::string service;
    std::string detail;
};

/// Follows machines that were just booted.
class BootWatch
{
public:
    virtual ~BootWatch() = default;
    /// Waits for the next event. Nothing when `limit` passed; Unavailable when no more will come;
    /// Cancelled when `stop` was requested.
    virtual Result<std::optional<BootEvent>> next(Duration limit, const std::stop_token& stop) = 0;
};

/// Makes and ends the machines of a profile. Blocks; one thread, under the profile's lock.
class MachineDriver
{
public:
    virtual ~MachineDriver() = default;

    virtual std::string_view name() const = 0;
    /// Whether this driver can work here and now; the error says what to do about it.
    virtual Status check() const = 0;
    /// Whether the profile's nodes can be looked at: without that, runningNodes() knows of none. The error says
    /// what to do about it.
    virtual Status reach(const Profile&) const { return {}; }
    /// What its nodes are made from.
    virtual ImageForm imageForm() const = 0;
    /// A word on the nodes of this profile for people: how large, how they run. May be empty.
    virtual std::string describe(const Profile& profile) const = 0;
    /// Settles what `start` asked for and only the driver can decide. Before anything is made.
    virtual Status settle(Profile& profile) = 0;
    /// Gives addresses to nodes without one, and new ones where the old are taken meanwhile.
    virtual Status assignAddresses(Profile& profile) = 0;
    /// Boots every node of the profile and returns at once. What a crash left is removed first.
    virtual Result<std::unique_ptr<BootWatch>> boot(const Profile& profile, const NodeImage& image) = 0;
    /// The server answers with the credentials in the profile's kubeconfig.
    virtual Status started(const Profile& profile) = 0;
    /// Stops every node in order and waits; those that take longer than `limit` are killed.
    virtual Status stop(const Profile& profile, Duration limit) = 0;
    /// Ends every node as fast as it goes, and cleans up: nothing of the profile is wanted any more.
    virtual Status discard(std::string_view profile) = 0;
    /// Removes what a profile that does not run has outside its folder.
    virtual Status cleanUp(std::string_view profile) = 0;
    /// Which nodes run now; paused ones do.
    virtual std::vector<std::string> runningNodes(std::string_view profile) const = 0;
    /// Keeps every process of the running nodes from going on, and lets them go on.
    virtual Status pause(const Profile& profile) = 0;
    virtual Status resume(const Profile& profile) = 0;
    virtual bool paused(std::string_view profile) const = 0;
};

/// A file of a node, by its path there.
struct NodePath
{
    std::string_view profile;
    std::string_view node;
    std::string path;
};

/// Runs programs inside nodes.
class NodeShell
{
public:
    virtual ~NodeShell() = default;
    /// Runs `arguments` as root in the node, with the file descriptor `input` as its standard input
    /// (-1: nothing).
    virtual Result<process::Outcome> run(std::string_view profile, std::string_view node,
                                         const std::vector<std::string>& arguments, int input, Duration limit) = 0;
    /// Runs them (a shell when there are none) on the caller's terminal; the exit code.
    virtual Result<int> runOnTerminal(std::string_view profile, std::string_view node,
                                      const std::vector<std::string>& arguments) = 0;
    /// The content of a file of the node. NotFound when it is not there.
    virtual Result<std::string> read(const NodePath& file) = 0;
    /// Replaces a file of the node, or makes it with its folder, readable by root alone.
    virtual Status write(const NodePath& file, std::string_view content) = 0;
};

} // namespace skiff::machine
