#pragma once

#include "cluster/base/result.h"
#include "cluster/machine/local/node_boot.h"

namespace skiff::machine::local {

/// Makes the node's root in the calling process's new mount namespace and makes it "/": overlay of
/// image, layer and the node's own folder, /var from a real disk (overlay on overlay is refused),
/// and private /proc, /sys, /dev, /run, /tmp and control groups. Nothing of the host stays visible.
Status enterNodeRoot(const NodeBoot& boot, const Cgroups& cgroups);

/// overlay's mount options; ':' and ',' in paths are escaped as the kernel wants it.
std::string overlayOptions(const NodeBoot& boot);

} // namespace skiff::machine::local
