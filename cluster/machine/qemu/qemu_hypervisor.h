#pragma once

#include "cluster/machine/vm/hypervisor.h"

namespace skiff::machine::qemu {

/// The name of QEMU's program for this machine's processor.
inline constexpr const char* program = "qemu-system-x86_64";

/// Where it is on PATH; empty when it is not installed.
std::string findProgram();

/// One QEMU process for each machine, found again by the pid file that it holds and asked over QMP.
/// Needs no privilege and no service; networks go through sockets.
class QemuHypervisor final : public vm::Hypervisor
{
public:
    std::string_view name() const override { return "qemu"; }
    Status check() const override;
    Status settle(Profile& profile) const override;
    bool hasUserNetwork(const Profile&) const override { return true; }
    std::string hostLink(const ProfileFolder&) const override { return {}; }
    Status prepare(const Profile&, const ProfileFolder&) override { return {}; }
    Status create(const vm::MachineDescription& machine, const vm::MachineHandle& handle) override;
    std::optional<vm::MachineState> state(const vm::MachineHandle& handle) const override;
    Status pause(const vm::MachineHandle& handle) override;
    Status resume(const vm::MachineHandle& handle) override;
    Status askToStop(const vm::MachineHandle& handle) override;
    bool waitForEnd(const vm::MachineHandle& handle, Duration limit) const override;
    Status destroy(const vm::MachineHandle& handle) override;
    Status removeAll(const ProfileFolder& folder, const vm::Belongings& belongings) override;
};

} // namespace skiff::machine::qemu
