#pragma once

#include "cluster/base/clock.h"
#include "cluster/machine/profile.h"
#include "cluster/machine/vm/machine_description.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skiff::machine::vm {

/// By what a machine is found again.
struct MachineHandle
{
    std::string name;
    std::string uuid;
    std::string connection; ///< of the profile
    std::string pidFile;
    std::string monitorSocket;
};

enum class MachineState
{
    Running,
    Paused,
};

/// By what everything of a profile is found, even when the profile cannot be read.
struct Belongings
{
    std::string prefix;     ///< of the names of its machines and networks
    std::string connection; ///< of the profile; empty when it is not known
};

/// What runs virtual machines. Blocks; one thread, under the profile's lock.
class Hypervisor
{
public:
    virtual ~Hypervisor() = default;

    virtual std::string_view name() const = 0;
    virtual Status check() const = 0;
    /// Whether it answers for this profile's machines.
    virtual Status reach(const Profile&) const { return {}; }
    /// Chooses what `start` left open, such as the connection.
    virtual Status settle(Profile& profile) const = 0;
    /// Whether the profile's nodes are behind user networks: one node, reached by forwards.
    virtual bool hasUserNetwork(const Profile& profile) const = 0;
    /// A link of this host that leads to the profile's nodes; empty when there is none.
    virtual std::string hostLink(const ProfileFolder& folder) const = 0;

    /// Makes what the machines of a profile share, before the first one is made.
    virtual Status prepare(const Profile& profile, const ProfileFolder& folder) = 0;
    /// Makes the machine and switches it on; it outlives this process.
    virtual Status create(const MachineDescription& machine, const MachineHandle& handle) = 0;
    /// Nothing when there is no such machine.
    virtual std::optional<MachineState> state(const MachineHandle& handle) const = 0;
    virtual Status pause(const MachineHandle& handle) = 0;
    virtual Status resume(const MachineHandle& handle) = 0;
    /// Presses the power button.
    virtual Status askToStop(const MachineHandle& handle) = 0;
    /// Waits until the machine is gone; false when it is not within `limit`.
    virtual bool waitForEnd(const MachineHandle& handle, Duration limit) const = 0;
    /// Pulls the plug. A machine that is gone is fine.
    virtual Status destroy(const MachineHandle& handle) = 0;
    /// Removes every machine and network that a profile has or has left.
    virtual Status removeAll(const ProfileFolder& folder, const Belongings& belongings) = 0;
};

} // namespace skiff::machine::vm
