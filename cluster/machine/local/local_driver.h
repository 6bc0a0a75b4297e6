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
    ImageForm imageForm() const override { return ImageForm::Folders; }
    std::string describe(const Profile&) const override { return {}; }
    Status settle(Profile& profile) override;
    Status assignAddresses(Profile& profile) override;
    Result<std::unique_ptr<BootWatch>> boot(const Profile& profile, const NodeImage& image) override;
    Status started(const Profile&) override { return {}; }
    Status stop(const Profile& profile, Duration limit) override;
    Status discard(std::string_view profile) override;
    Status cleanUp(std::string_view profile) override;
    std::vector<std::string> runningNodes(std::string_view profile) const override;
    Status pause(const Profile& profile) override { return setFrozen(profile, true); }
    Status resume(const Profile& profile) override { return setFrozen(profile, false); }
    bool paused(std::string_view profile) const override;

    Result<process::Outcome> run(std::string_view profile, std::string_view node,
                                 const std::vector<std::string>& arguments, int input, Duration limit) override;
    Result<int> runOnTerminal(std::string_view profile, std::string_view node,
                              const std::vector<std::string>& arguments) override;
    /// Also of nodes that do not run, below /var.
    Result<std::string> read(const NodePath& file) override;
    Status write(const NodePath& file, std::string_view content) override;

private:
    Result<std::vector<std::string>> enterCommand(std::string_view profile, std::string_view node) const;
    Result<std::string> hostPath(const NodePath& file) const;
    Status setFrozen(const Profile& profile, bool frozen) const;
    Status prepareFolders(const Profile& profile, const NodeImage& image) const;
    Result<std::unique_ptr<BootWatch>> startMonitor(const ProfileFolder& folder) const;

    const ProfileStore& m_store;
    std::string m_program;
};

} // namespace skiff::machine::local
