#pragma once

#include "cluster/machine/libvirt/connection.h"
#include "cluster/machine/vm/hypervisor.h"

#include <map>

namespace skiff::machine::libvirt {

/// Machines as transient domains of libvirt. With the system connection they hang on a network of
/// the profile's own, with a bridge and NAT; with the session connection, an ordinary user's, packets
/// go through sockets as with driver qemu.
class LibvirtHypervisor final : public vm::Hypervisor
{
public:
    std::string_view name() const override { return "libvirt"; }
    Status check() const override;
    Status reach(const Profile& profile) const override;
    Status settle(Profile& profile) const override;
    bool hasUserNetwork(const Profile& profile) const override { return profile.connection != "system"; }
    std::string hostLink(const ProfileFolder& folder) const override;
    Status prepare(const Profile& profile, const ProfileFolder& folder) override;
    Status create(const vm::MachineDescription& machine, const vm::MachineHandle& handle) override;
    std::optional<vm::MachineState> state(const vm::MachineHandle& handle) const override;
    Status pause(const vm::MachineHandle& handle) override;
    Status resume(const vm::MachineHandle& handle) override;
    Status askToStop(const vm::MachineHandle& handle) override;
    bool waitForEnd(const vm::MachineHandle& handle, Duration limit) const override;
    Status destroy(const vm::MachineHandle& handle) override;
    Status removeAll(const ProfileFolder& folder, const vm::Belongings& belongings) override;

private:
    /// Opened once for each kind.
    Result<Connection*> connection(const std::string& kind) const;

    mutable std::map<std::string, Connection> m_connections;
};

} // namespace skiff::machine::libvirt
