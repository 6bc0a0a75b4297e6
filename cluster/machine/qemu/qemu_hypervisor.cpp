#include "cluster/machine/qemu/qemu_hypervisor.h"

#include "cluster/base/file.h"
#include "cluster/base/process.h"
#include "cluster/machine/background.h"
#include "cluster/machine/qemu/arguments.h"
#include "cluster/machine/qemu/qmp.h"

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <unistd.h>

namespace skiff::machine::qemu {

namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

constexpr auto qmpLimit = 10s;
constexpr auto startLimit = 20s;

/// Whether the process is a QEMU whose machine's name begins so.
bool isMachine(pid_t pid, const std::string& nameBegin)
{
    const auto words = file::read(fmt::format("/proc/{}/cmdline", pid));
    return words.ok() && words->find("-name" + std::string(1, '\0') + nameBegin) != words->npos;
}

/// Process numbers are used again, machine names are not.
pid_t processOf(const vm::MachineHandle& handle)
{
    const auto text = file::read(handle.pidFile);
    const pid_t pid = text.ok() ? std::atoi(text->c_str()) : 0;
    return pid > 0 && isMachine(pid, handle.name) ? pid : 0;
}

std::vector<pid_t> machinesNamed(const std::string& nameBegin)
{
    std::vector<pid_t> found;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator("/proc", error)) {
        const pid_t pid = std::atoi(entry.path().filename().c_str());
        if (pid > 0 && isMachine(pid, nameBegin))
            found.push_back(pid);
    }
    return found;
}

/// A machine whose guest has switched itself off lingers for a moment without answering.
Status command(const vm::MachineHandle& handle, std::string_view words)
{
    if (processOf(handle) == 0)
        return {ErrorCode::NotFound, fmt::format("machine {} does not run", handle.name)};
    SKIFF_TRY_ASSIGN(Qmp qmp, Qmp::connect(handle.monitorSocket, qmpLimit));
    SKIFF_TRY(qmp.run(words));
    return {};
}

} // namespace

std::string findProgram()
{
    const char* path = std::getenv("PATH");
    std::string_view folders = path ? path : "/usr/bin:/bin";
    while (!folders.empty()) {
        const size_t end = folders.find(':');
        const std::string candidate = fmt::format("{}/{}", folders.substr(0, end), program);
        if (access(candidate.c_str(), X_OK) == 0)
            return candidate;
        folders.remove_prefix(end == folders.npos ? folders.size() : end + 1);
    }
    return {};
}

Status QemuHypervisor::check() const
{
    if (!findProgram().empty())
        return {};
    return {ErrorCode::Unsupported,
            fmt::format("{} is not installed: 'sudo apt-get install qemu-system-x86', or use --driver local", program)};
}

Status QemuHypervisor::settle(Profile& profile) const
{
    if (profile.connection.empty())
        return {};
    return {ErrorCode::InvalidArgument, "driver qemu has no connection: --libvirt is of driver libvirt"};
}

Status QemuHypervisor::create(const vm::MachineDescription& machine, const vm::MachineHandle&)
{
    std::vector<std::string> words = arguments(machine);
    words.insert(words.begin(), findProgram());
    // It says what is wrong before it goes into the background.
    SKIFF_TRY_ASSIGN(const process::Outcome started, process::run(words, {}, startLimit));
    if (started.succeeded())
        return {};
    return {ErrorCode::Unavailable, fmt::format("QEMU does not start machine {}: {}", machine.name, started.errors)};
}

std::optional<vm::MachineState> QemuHypervisor::state(const vm::MachineHandle& handle) const
{
    if (processOf(handle) == 0)
        return std::nullopt;
    auto qmp = Qmp::connect(handle.monitorSocket, 2s);
    const auto status = qmp.ok() ? qmp->run("query-status") : Result<data::Value>(qmp.error());
    const bool paused = status.ok() && data::stringAt(*status, {"status"}) == "paused";
    return paused ? vm::MachineState::Paused : vm::MachineState::Running;
}

Status QemuHypervisor::pause(const vm::MachineHandle& handle)
{
    return command(handle, "stop");
}

Status QemuHypervisor::resume(const vm::MachineHandle& handle)
{
    return command(handle, "cont");
}

Status QemuHypervisor::askToStop(const vm::MachineHandle& handle)
{
    return command(handle, "system_powerdown");
}

bool QemuHypervisor::waitForEnd(const vm::MachineHandle& handle, Duration limit) const
{
    const pid_t pid = processOf(handle);
    return pid == 0 || waitForProcessEnd(pid, limit);
}

Status QemuHypervisor::destroy(const vm::MachineHandle& handle)
{
    const pid_t pid = processOf(handle);
    if (pid == 0)
        return {};
    if (kill(pid, SIGKILL) != 0 && errno == EPERM)
        return {ErrorCode::PermissionDenied, fmt::format("machine {} belongs to another user", handle.name)};
    if (waitForProcessEnd(pid, startLimit))
        return {};
    return {ErrorCode::Unavailable, fmt::format("machine {} (process {}) does not end", handle.name, pid)};
}

Status QemuHypervisor::removeAll(const ProfileFolder&, const vm::Belongings& belongings)
{
    // By their names, not by their pid files: a start that was killed may have left a QEMU that has none yet.
    for (const pid_t pid : machinesNamed(belongings.prefix)) {
        if (kill(pid, SIGKILL) != 0 && errno == EPERM)
            return {ErrorCode::PermissionDenied,
                    fmt::format("a machine of this profile belongs to another user: process {}", pid)};
        if (!waitForProcessEnd(pid, startLimit))
            return {ErrorCode::Unavailable, fmt::format("process {} does not end", pid)};
    }
    return {};
}

} // namespace skiff::machine::qemu
