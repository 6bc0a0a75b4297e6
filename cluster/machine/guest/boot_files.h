#pragma once

#include "cluster/base/result.h"
#include "cluster/machine/node_image.h"

#include <string>
#include <vector>

namespace skiff::machine::guest {

/// The serials by which init finds its disks, whatever their order on the bus.
inline constexpr const char* rootSerial = "skiff-root";
inline constexpr const char* layerSerial = "skiff-layer";
inline constexpr const char* dataSerial = "skiff-data";

/// Names of the virtio-serial ports. Every shell port serves one host process at a time.
inline constexpr const char* eventsPort = "org.skiff.events";
inline constexpr const char* shellPorts[] = {"org.skiff.shell.0", "org.skiff.shell.1", "org.skiff.shell.2",
                                             "org.skiff.shell.3"};

/// What a node's network card is to have; written to etc/skiff/network.
struct GuestNetwork
{
    std::string mac;                      ///< "52:54:00:12:34:56": how init finds the card
    std::string address;                  ///< "192.168.39.2/24"
    std::string gateway;                  ///< empty: no default route
    std::vector<std::string> nameServers; ///< for /etc/resolv.conf
};

std::string networkFile(const GuestNetwork& network);

/// A file of one node, put into its root at every boot. `path` is relative to the root.
struct NodeFile
{
    std::string path;
    std::string content;
    unsigned mode = 0644;
};

/// The node's initrd: the image's parts, then `files` (any of them may be secret: the result is for
/// this node alone, so write it with mode 0600). DataLoss when a part of the image cannot be read.
Result<std::string> nodeInitrd(const MachineFiles& image, const std::vector<NodeFile>& files);

/// How the kernel is told where it is.
struct KernelOptions
{
    bool emulated = false;     ///< no KVM: leave out what guards against a processor's side channels
    bool verbose = false;      ///< all of the kernel's messages on the console
    bool rebootOnPanic = true; ///< false: stay, for a look at the console
};

/// The kernel's command line. Nothing of it is secret or differs between nodes.
std::string kernelCommandLine(const KernelOptions& options);

} // namespace skiff::machine::guest
