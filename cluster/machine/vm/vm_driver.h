#pragma once

#include "cluster/machine/guest/channel.h"
#include "cluster/machine/machine_driver.h"
#include "cluster/machine/vm/hypervisor.h"
#include "cluster/machine/vm/kvm_probe.h"
#include "cluster/machine/vm/node_plan.h"

#include <memory>

namespace skiff::machine::vm {

/// Boots nodes in virtual machines of a Hypervisor, and reaches into them by their shell ports.
class VmDriver final : public MachineDriver, public NodeShell
{
public:
    /// `program` is started to follow a profile's services (see forwarder.h).
    VmDriver(const ProfileStore& store, std::unique_ptr<Hypervisor> hypervisor, KvmProbe probe, std::string program)
        : m_store(store), m_hypervisor(std::move(hypervisor)), m_probe(std::move(probe)), m_program(std::move(program))
    {}

    std::string_view name() const override { return m_hypervisor->name(); }
    Status check() const override { return m_hypervisor->check(); }
    Status reach(const Profile& profile) const override { return m_hypervisor->reach(profile); }
    ImageForm imageForm() const override { return ImageForm::Machine; }
    std::string describe(const Profile& profile) const override;
    Status settle(Profile& profile) override;
    Status assignAddresses(Profile& profile) override;
    Result<std::unique_ptr<BootWatch>> boot(const Profile& profile, const NodeImage& image) override;
    Status started(const Profile& profile) override;
    Status stop(const Profile& profile, Duration limit) override;
    Status discard(std::string_view profile) override { return cleanUp(profile); }
    Status cleanUp(std::string_view profile) override;
    std::vector<std::string> runningNodes(std::string_view profile) const override;
    Status pause(const Profile& profile) override;
    Status resume(const Profile& profile) override;
    bool paused(std::string_view profile) const override;

    Result<process::Outcome> run(std::string_view profile, std::string_view node,
                                 const std::vector<std::string>& arguments, int input, Duration limit) override;
    Result<int> runOnTerminal(std::string_view profile, std::string_view node,
                              const std::vector<std::string>& arguments) override;
    Result<std::string> read(const NodePath& file) override;
    Status write(const NodePath& file, std::string_view content) override;

private:
    struct Acceleration
    {
        Accelerator accelerator;
        std::string notice; ///< why it is emulation
    };
    Result<Acceleration> acceleration(const Profile& profile) const;
    std::vector<NodePlaces> placesOf(const Profile& profile) const;
    Status prepareNode(const Profile& profile, size_t index, const NodePlaces& places, const NodeImage& image) const;
    Result<std::unique_ptr<guest::Channel>> channelTo(std::string_view profile, std::string_view node) const;
    Status stopNode(const NodePlaces& places, Duration limit);

    const ProfileStore& m_store;
    std::unique_ptr<Hypervisor> m_hypervisor;
    KvmProbe m_probe;
    std::string m_program;
};

} // namespace skiff::machine::vm
