#pragma once

#include "cluster/machine/machine_driver.h"

namespace skiff::machine::local {

/// Boots nodes in namespaces of this machine (Linux, root): see monitor.h for who owns what.
class LocalDriver final : public MachineDriver, public NodeShell
{
public:
    /// `program` is started as the monitor: it must know monitorCommand.
    LocalDriver(const ProfileStore& store, std::string program) : m_store(store), m_program(std::move(program)) {}

    std::string_view name() const override { return "local"; }
    Status check() const override;
    Status assignAddresses(Profile& profile) override;
    Result<std::unique_ptr<BootWatch>> boot(const Profile& profile, const NodeImage& image) override;
    Status stop(const Profile& profile, Duration limit) override;
    Status cleanUp(std::string_view profile) override;
    std::vector<std::string> runningNodes(std::string_view profile) const override;

    Result<process::Outcome> run(std::string_view profile, std::string_view node,
                                 const std::vector<std::string>& arguments, int input, Duration limit) override;

private:
    Status prepareFolders(const Profile& profile, const NodeImage& image) const;
    Result<std::unique_ptr<BootWatch>> startMonitor(const ProfileFolder& folder) const;

    const ProfileStore& m_store;
    std::string m_program;
};

} // namespace skiff::machine::local
