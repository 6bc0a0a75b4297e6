#pragma once

#include "cluster/machine/guest/boot_files.h"
#include "cluster/machine/node_image.h"
#include "cluster/machine/profile.h"
#include "cluster/machine/vm/hypervisor.h"
#include "cluster/machine/vm/machine_description.h"

#include <string>
#include <vector>

namespace skiff::machine::vm {

/// Begins the names of everything that the hypervisor has of a profile: "skiff-0a1b2c3d-".
std::string namePrefix(const ProfileFolder& folder);

/// The network that a profile's machines share, where they do.
std::string networkName(const ProfileFolder& folder);

/// Where a node's sockets and files are, and what its machine is called. The same for every start.
struct NodePlaces
{
    NodePlaces(const Profile& profile, const ProfileFolder& folder, size_t index);

    MachineHandle handle;
    std::string eventsSocket;
    std::vector<std::string> shellSockets;
    std::string forwardSocket;
    std::string initrd;
    std::string dataDisk;
    std::string consoleLog;
    std::string mac;
};

/// The machine of the profile's node `index`. `network` is how it is connected. Pure.
MachineDescription describeNode(const Profile& profile, size_t index, const NodePlaces& places,
                                const MachineFiles& image, Accelerator accelerator);

/// The network of a profile's nodes when their packets go through sockets. Pure.
UserNetwork userNetwork(const Profile& profile);

/// The address of a node in user networks, and who answers its questions for names.
std::string userNameServer(const Profile& profile);

/// The files that are put into the node's root at every boot.
Result<std::vector<guest::NodeFile>> nodeFiles(const Profile& profile, size_t index, const NodePlaces& places,
                                               const NodeImage& image, bool userNetwork);

} // namespace skiff::machine::vm
