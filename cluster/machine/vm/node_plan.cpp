#include "cluster/machine/vm/node_plan.h"

#include "cluster/machine/node_services.h"

#include <fmt/format.h>

namespace skiff::machine::vm {

namespace {

/// FNV-1a with 64 bits.
uint64_t hashOf(std::string_view text)
{
    uint64_t hash = 14695981039346656037ULL;
    for (const char c : text)
        hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    return hash;
}

/// The same for the same node of the same folder; the version and variant bits of a random one.
std::string uuidOf(const std::string& name)
{
    const uint64_t high = hashOf("high " + name);
    const uint64_t low = hashOf("low " + name);
    return fmt::format("{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}", high >> 32, (high >> 16) & 0xffff, high & 0xfff,
                       low >> 52, low & 0xffffffffffff);
}

/// In the range that QEMU and libvirt give out.
std::string macOf(const std::string& name)
{
    const uint64_t hash = hashOf("mac " + name);
    return fmt::format("52:54:00:{:02x}:{:02x}:{:02x}", hash & 0xff, (hash >> 8) & 0xff, (hash >> 16) & 0xff);
}

/// "10.57.3.1" → "10.57.3."
std::string prefixOf(const std::string& address)
{
    return address.substr(0, address.rfind('.') + 1);
}

std::string hostsFile(const Profile& profile)
{
    std::string text = "127.0.0.1 localhost\n::1 localhost ip6-localhost ip6-loopback\n";
    for (const NodeRecord& node : profile.nodes)
        text += fmt::format("{} {}\n", node.address, node.name);
    return text;
}

} // namespace

std::string namePrefix(const ProfileFolder& folder)
{
    return fmt::format("skiff-{}-", folder.id());
}

std::string networkName(const ProfileFolder& folder)
{
    return namePrefix(folder) + "net";
}

NodePlaces::NodePlaces(const Profile& profile, const ProfileFolder& folder, size_t index)
{
    const std::string& node = profile.nodes[index].name;
    const std::string run = fmt::format("{}/{}", folder.runFolder(), index);
    handle.name = namePrefix(folder) + node;
    handle.uuid = uuidOf(handle.name);
    handle.connection = profile.connection;
    handle.pidFile = run + ".pid";
    handle.monitorSocket = run + ".qmp";
    eventsSocket = run + ".ev";
    forwardSocket = run + ".fwd";
    for (size_t i = 0; i < std::size(guest::shellPorts); ++i)
        shellSockets.push_back(fmt::format("{}.s{}", run, i));
    const std::string place = folder.nodeFolder(node);
    initrd = place + "/initrd";
    dataDisk = place + "/data.raw";
    consoleLog = folder.consoleLog(node);
    mac = macOf(handle.name);
}

std::string userNameServer(const Profile& profile)
{
    return prefixOf(profile.hostAddress) + "3";
}

UserNetwork userNetwork(const Profile& profile)
{
    UserNetwork network;
    network.subnet = prefixOf(profile.hostAddress) + "0/24";
    network.gateway = profile.hostAddress;
    network.nameServer = userNameServer(profile);
    network.isolated = profile.network == NetworkMode::Isolated;
    if (profile.forwardedApi != 0)
        network.forwards.push_back({profile.forwardedApi, profile.controlPlane().address, apiPort});
    return network;
}

MachineDescription describeNode(const Profile& profile, size_t index, const NodePlaces& places,
                                const MachineFiles& image, Accelerator accelerator)
{
    MachineDescription machine;
    machine.name = places.handle.name;
    machine.uuid = places.handle.uuid;
    machine.cpus = profile.size.cpus;
    machine.memoryMb = profile.size.memoryMb;
    machine.accelerator = accelerator;
    machine.kernel = image.kernel;
    machine.initrd = places.initrd;
    machine.commandLine = guest::kernelCommandLine({.emulated = accelerator == Accelerator::Tcg});
    machine.disks = {{guest::rootSerial, image.rootDisk, DiskFormat::Raw, true},
                     {guest::layerSerial, image.layerDisk, DiskFormat::Raw, true},
                     {guest::dataSerial, places.dataDisk, DiskFormat::Raw, false}};
    machine.mac = places.mac;
    // The first node's machine takes the forwards.
    UserNetwork network = userNetwork(profile);
    if (index != 0)
        network.forwards.clear();
    machine.network = std::move(network);
    machine.ports = {{guest::eventsPort, places.eventsSocket}};
    for (size_t i = 0; i < places.shellSockets.size(); ++i)
        machine.ports.push_back({guest::shellPorts[i], places.shellSockets[i]});
    machine.consoleLog = places.consoleLog;
    machine.monitorSocket = places.handle.monitorSocket;
    machine.forwardSocket = places.forwardSocket;
    machine.pidFile = places.handle.pidFile;
    return machine;
}

Result<std::vector<guest::NodeFile>> nodeFiles(const Profile& profile, size_t index, const NodePlaces& places,
                                               const NodeImage& image, bool hasUserNetwork)
{
    const NodeRecord& node = profile.nodes[index];
    const bool isolated = profile.network == NetworkMode::Isolated;
    guest::GuestNetwork network{places.mac, node.address + "/24", profile.hostAddress, {}};
    if (!isolated)
        network.nameServers = {hasUserNetwork ? userNameServer(profile) : profile.hostAddress};
    SKIFF_TRY_ASSIGN(const std::string podNetwork, podNetworkConfig(image.root, index));
    return std::vector<guest::NodeFile>{
        {std::string(node_path::nodeFile).substr(1), nodeServices(profile, index)},
        {"etc/skiff/network", guest::networkFile(network)},
        {std::string(node_path::podNetwork).substr(1), podNetwork},
        {"etc/hosts", hostsFile(profile)},
        {"etc/hostname", node.name + "\n"},
    };
}

} // namespace skiff::machine::vm
