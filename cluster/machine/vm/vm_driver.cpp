#include "cluster/machine/vm/vm_driver.h"

#include "cluster/base/file.h"
#include "cluster/machine/guest/unix_socket.h"
#include "cluster/machine/subnet_claims.h"
#include "cluster/machine/vm/event_watch.h"
#include "cluster/machine/vm/forwarder.h"
#include "cluster/machine/vm/free_port.h"
#include "cluster/machine/vm/terminal.h"

#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

namespace skiff::machine::vm {

namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

/// How long a node that runs may take to answer on its shell port: under emulation, booting, busy.
constexpr auto shellLimit = 24s;
constexpr int leastMemoryMb = 320;

/// A sparse file of this size; one that is there already may only grow.
Status makeDisk(const std::string& path, int sizeGb)
{
    const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return file::errorFromErrno(errno, "make disk", path);
    const off_t wanted = static_cast<off_t>(sizeGb) << 30;
    const off_t now = lseek(fd, 0, SEEK_END);
    const bool made = now >= wanted || ftruncate(fd, wanted) == 0;
    const int number = errno;
    close(fd);
    return made ? Status() : file::errorFromErrno(number, "make disk", path);
}

/// What a program of the node complained of, for a sentence.
std::string_view complaint(const process::Outcome& outcome)
{
    const std::string_view words = outcome.errors;
    return words.substr(0, words.find_last_not_of(" \n") + 1);
}

Status checkSize(const MachineSize& size)
{
    if (size.cpus < 1 || size.cpus > 64)
        return {ErrorCode::InvalidArgument, fmt::format("a machine has 1 to 64 processors, not {}", size.cpus)};
    if (size.memoryMb < leastMemoryMb)
        return {ErrorCode::InvalidArgument,
                fmt::format("a node needs {} MB of memory at least, not {}: --memory {}m, better 1g", leastMemoryMb,
                            size.memoryMb, leastMemoryMb)};
    if (size.diskGb < 1)
        return {ErrorCode::InvalidArgument, "a node needs a disk of 1 GB at least"};
    return {};
}

} // namespace

Result<VmDriver::Acceleration> VmDriver::acceleration(const Profile& profile) const
{
    if (profile.accelerator == "tcg")
        return Acceleration{Accelerator::Tcg, "emulated, as asked for"};
    const KvmAnswer kvm = m_probe.answer();
    if (kvm.works)
        return Acceleration{Accelerator::Kvm, {}};
    if (profile.accelerator == "kvm")
        return Error{ErrorCode::Unavailable, kvm.reason};
    return Acceleration{Accelerator::Tcg, "emulated, which is slow: " + kvm.reason};
}

std::string VmDriver::describe(const Profile& profile) const
{
    const auto chosen = acceleration(profile);
    std::string words = fmt::format("{} CPUs, {} MB", profile.size.cpus, profile.size.memoryMb);
    return chosen.ok() && !chosen->notice.empty() ? words + ", " + chosen->notice : words;
}

Status VmDriver::settle(Profile& profile)
{
    SKIFF_TRY(checkSize(profile.size));
    SKIFF_TRY(m_hypervisor->settle(profile));
    if (m_hypervisor->hasUserNetwork(profile) && profile.nodes.size() > 1)
        return {ErrorCode::Unsupported,
                "machines with user networking do not reach each other: take one node, or driver libvirt with its "
                "system connection, or driver local"};
    SKIFF_TRY(acceleration(profile));
    for (const NodePlaces& places : placesOf(profile))
        SKIFF_TRY(guest::checkSocketPath(places.shellSockets.back()));
    return {};
}

Status VmDriver::assignAddresses(Profile& profile)
{
    const ProfileFolder folder = m_store.folder(profile.name);
    SKIFF_TRY(assignSubnet(profile, m_store, m_hypervisor->hostLink(folder)));
    if (!m_hypervisor->hasUserNetwork(profile))
        return {};
    SKIFF_TRY_ASSIGN(profile.forwardedApi, freePort(profile.forwardedApi));
    return {};
}

std::vector<NodePlaces> VmDriver::placesOf(const Profile& profile) const
{
    const ProfileFolder folder = m_store.folder(profile.name);
    std::vector<NodePlaces> places;
    for (size_t i = 0; i < profile.nodes.size(); ++i)
        places.emplace_back(profile, folder, i);
    return places;
}

Status VmDriver::prepareNode(const Profile& profile, size_t index, const NodePlaces& places,
                             const NodeImage& image) const
{
    SKIFF_TRY(file::makeFolders(fs::path(places.initrd).parent_path().string(), 0755));
    SKIFF_TRY_ASSIGN(const auto files, nodeFiles(profile, index, places, image, m_hypervisor->hasUserNetwork(profile)));
    SKIFF_TRY_ASSIGN(const std::string initrd, guest::nodeInitrd(*image.machine, files));
    SKIFF_TRY(file::writeAtomically(places.initrd, initrd, 0600));
    return makeDisk(places.dataDisk, profile.size.diskGb);
}

Result<std::unique_ptr<BootWatch>> VmDriver::boot(const Profile& profile, const NodeImage& image)
{
    if (!image.machine)
        return Error{ErrorCode::Internal, "the node image has no files for machines"};
    SKIFF_TRY(cleanUp(profile.name));
    SKIFF_TRY_ASSIGN(const Acceleration chosen, acceleration(profile));
    const ProfileFolder folder = m_store.folder(profile.name);
    SKIFF_TRY(file::makeFolders(folder.runFolder(), 0755));
    SKIFF_TRY(m_hypervisor->prepare(profile, folder));
    auto watch = std::make_unique<EventWatch>();
    const auto places = placesOf(profile);
    for (size_t i = 0; i < places.size(); ++i) {
        SKIFF_TRY(prepareNode(profile, i, places[i], image));
        MachineDescription machine = describeNode(profile, i, places[i], *image.machine, chosen.accelerator);
        if (!m_hypervisor->hasUserNetwork(profile))
            machine.network = ManagedNetwork{networkName(folder)};
        SKIFF_TRY(m_hypervisor->create(machine, places[i].handle));
        SKIFF_TRY_ASSIGN(const int events, guest::connectTo(places[i].eventsSocket));
        watch->add(profile.nodes[i].name, events);
    }
    return std::unique_ptr<BootWatch>(std::move(watch));
}

Status VmDriver::started(const Profile& profile)
{
    if (!m_hypervisor->hasUserNetwork(profile))
        return {};
    return startForwarder(m_program, m_store, profile.name);
}

std::vector<std::string> VmDriver::runningNodes(std::string_view name) const
{
    std::vector<std::string> running;
    const auto profile = m_store.load(name);
    if (!profile.ok())
        return running;
    const auto places = placesOf(*profile);
    for (size_t i = 0; i < places.size(); ++i) {
        if (m_hypervisor->state(places[i].handle))
            running.push_back(profile->nodes[i].name);
    }
    return running;
}

Status VmDriver::stopNode(const NodePlaces& places, Duration limit)
{
    const SteadyTime deadline = std::chrono::steady_clock::now() + limit;
    const auto state = m_hypervisor->state(places.handle);
    if (!state)
        return {};
    if (*state == MachineState::Paused)
        SKIFF_TRY(m_hypervisor->resume(places.handle));
    // The channel tells init by name; a guest that does not answer has a power button still.
    auto channel = guest::Channel::connect(places.shellSockets, std::min<Duration>(limit, 5s));
    const bool asked = channel.ok() && (*channel)->powerOff().ok();
    if (!asked)
        (void)m_hypervisor->askToStop(places.handle);
    if (m_hypervisor->waitForEnd(places.handle, deadline - std::chrono::steady_clock::now()))
        return {};
    return m_hypervisor->destroy(places.handle);
}

Status VmDriver::stop(const Profile& profile, Duration limit)
{
    stopForwarder(m_store.folder(profile.name));
    const auto places = placesOf(profile);
    for (auto node = places.rbegin(); node != places.rend(); ++node)
        SKIFF_TRY(stopNode(*node, limit));
    return cleanUp(profile.name);
}

Status VmDriver::cleanUp(std::string_view profile)
{
    const ProfileFolder folder = m_store.folder(profile);
    stopForwarder(folder);
    const auto known = m_store.load(profile);
    SKIFF_TRY(m_hypervisor->removeAll(folder, {namePrefix(folder), known.ok() ? known->connection : std::string()}));
    std::error_code error;
    fs::remove_all(folder.runFolder(), error);
    return {};
}

Status VmDriver::pause(const Profile& profile)
{
    for (const NodePlaces& places : placesOf(profile))
        SKIFF_TRY(m_hypervisor->pause(places.handle));
    return {};
}

Status VmDriver::resume(const Profile& profile)
{
    const SystemClock clock;
    for (const NodePlaces& places : placesOf(profile)) {
        SKIFF_TRY(m_hypervisor->resume(places.handle));
        // Its clock stood still; certificates, leases and timers want the real one.
        auto channel = guest::Channel::connect(places.shellSockets, shellLimit);
        if (channel.ok())
            SKIFF_TRY((*channel)->setClock(clock.now()));
    }
    return {};
}

bool VmDriver::paused(std::string_view name) const
{
    const auto profile = m_store.load(name);
    if (!profile.ok())
        return false;
    for (const NodePlaces& places : placesOf(*profile)) {
        if (m_hypervisor->state(places.handle) == MachineState::Paused)
            return true;
    }
    return false;
}

Result<std::unique_ptr<guest::Channel>> VmDriver::channelTo(std::string_view name, std::string_view node) const
{
    SKIFF_TRY_ASSIGN(const Profile profile, m_store.load(name));
    SKIFF_TRY_ASSIGN(const size_t index, profile.indexOf(node));
    SKIFF_TRY(m_hypervisor->reach(profile));
    const NodePlaces places(profile, m_store.folder(name), index);
    const auto state = m_hypervisor->state(places.handle);
    if (!state)
        return Error{ErrorCode::Unavailable,
                     fmt::format("node {} does not run: 'skiff start -p {}' starts it", node, name)};
    if (state == MachineState::Paused)
        return Error{ErrorCode::Unavailable,
                     fmt::format("node {} is paused: 'skiff unpause -p {}' lets it go on", node, name)};
    return guest::Channel::connect(places.shellSockets, shellLimit);
}

Result<process::Outcome> VmDriver::run(std::string_view profile, std::string_view node,
                                       const std::vector<std::string>& arguments, int input, Duration limit)
{
    SKIFF_TRY_ASSIGN(const auto channel, channelTo(profile, node));
    return channel->run(arguments, input, limit);
}

Result<int> VmDriver::runOnTerminal(std::string_view profile, std::string_view node,
                                    const std::vector<std::string>& arguments)
{
    SKIFF_TRY_ASSIGN(const auto channel, channelTo(profile, node));
    return relayTerminal(*channel, arguments);
}

Result<std::string> VmDriver::read(const NodePath& file)
{
    SKIFF_TRY_ASSIGN(process::Outcome outcome, run(file.profile, file.node, {"/bin/cat", file.path}, -1, shellLimit));
    if (outcome.succeeded())
        return std::move(outcome.output);
    return Error{ErrorCode::NotFound,
                 fmt::format("node {}: cannot read {}: {}", file.node, file.path, complaint(outcome))};
}

Status VmDriver::write(const NodePath& file, std::string_view content)
{
    const int input = memfd_create("node-file", MFD_CLOEXEC);
    if (input < 0 || ::write(input, content.data(), content.size()) != static_cast<ssize_t>(content.size()) ||
        lseek(input, 0, SEEK_SET) != 0)
        return file::errorFromErrno(errno, "prepare", file.path);
    // The path is an argument, not a part of the script.
    const auto outcome =
        run(file.profile, file.node,
            {"/bin/sh", "-c", "umask 077 && mkdir -p \"$(dirname \"$0\")\" && cat > \"$0.new\" && mv \"$0.new\" \"$0\"",
             file.path},
            input, shellLimit);
    close(input);
    if (!outcome.ok())
        return outcome.error();
    if (!outcome->succeeded())
        return {ErrorCode::Unavailable,
                fmt::format("node {}: cannot write {}: {}", file.node, file.path, complaint(*outcome))};
    return {};
}

} // namespace skiff::machine::vm
