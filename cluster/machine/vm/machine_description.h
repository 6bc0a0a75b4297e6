#pragma once

#include <string>
#include <variant>
#include <vector>

namespace skiff::machine::vm {

enum class Accelerator
{
    Kvm,
    Tcg, ///< emulation: works everywhere, several times slower
};

/// "kvm", "tcg": what QEMU and --accel call it.
std::string acceleratorName(Accelerator accelerator);

enum class DiskFormat
{
    Raw,
    Qcow2,
};

struct MachineDisk
{
    std::string serial; ///< by which the guest finds it
    std::string path;
    DiskFormat format = DiskFormat::Raw;
    bool readOnly = false;
};

/// Bytes between the guest's virtio-serial port `name` and a Unix socket that the machine listens on.
struct MachinePort
{
    std::string name;
    std::string socket;
};

/// A port of 127.0.0.1 that leads to one of the guest.
struct PortForward
{
    int hostPort = 0;
    std::string guestAddress;
    int guestPort = 0;
    bool udp = false;

    bool operator==(const PortForward&) const = default;
};

/// Packets by way of sockets of the machine's process: needs no privilege and is seen by nobody else.
struct UserNetwork
{
    std::string subnet; ///< "10.57.3.0/24"
    std::string gateway;
    std::string nameServer;
    bool isolated = false; ///< forwards only
    std::vector<PortForward> forwards;
};

/// A port of libvirt's network `name`.
struct ManagedNetwork
{
    std::string name;
};

/// One virtual machine, whoever runs it: a q35 PC that boots a kernel directly and has virtio
/// devices, a console that goes to a file, and no screen. A value; tests compare the text that is made of it.
struct MachineDescription
{
    std::string name;
    std::string uuid;
    int cpus = 1;
    int memoryMb = 512;
    Accelerator accelerator = Accelerator::Tcg;
    std::string kernel;
    std::string initrd;
    std::string commandLine;
    std::vector<MachineDisk> disks;
    std::string mac;
    std::variant<UserNetwork, ManagedNetwork> network;
    std::vector<MachinePort> ports;
    std::string consoleLog;
    std::string monitorSocket; ///< QMP, for commands
    std::string forwardSocket; ///< QMP, for the process that keeps forwards; only with user networks
    std::string pidFile;
};

/// The netdev of a user network, as QEMU's -netdev takes it: "user,id=net0,net=...".
std::string userNetdev(const UserNetwork& network);

/// For translated code, when there is emulation. QEMU's own choice is a gigabyte, of which a node fills too much.
inline constexpr int translationCacheMb = 128;

/// QEMU's accelerator with its properties: "kvm", "tcg,thread=multi,tb-size=128".
std::string acceleratorArgument(Accelerator accelerator);

} // namespace skiff::machine::vm
