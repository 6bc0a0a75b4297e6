#pragma once

#include "cluster/machine/vm/machine_description.h"

#include <string>

namespace skiff::machine::libvirt {

/// The domain of `machine` in libvirt's format (https://libvirt.org/formatdomain.html). A user network
/// becomes words for QEMU, since libvirt's own has no forwards before 9.2. `user`: "+UID:+GID", as whom QEMU
/// runs, instead of libvirt's choice. Pure.
std::string domainXml(const vm::MachineDescription& machine, const std::string& user = {});

/// A network of the host's for the nodes of a profile (https://libvirt.org/formatnetwork.html).
struct NetworkDescription
{
    std::string name;
    std::string bridge;
    std::string address; ///< the host's
    bool isolated = false;
};

std::string networkXml(const NetworkDescription& network);

} // namespace skiff::machine::libvirt
