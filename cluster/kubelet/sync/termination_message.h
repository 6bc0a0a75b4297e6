#pragma once

#include "cluster/kubelet/config/sandbox_config.h"
#include "cluster/runtime/container.h"

namespace skiff::kubelet {

/// The file on the node that a container writes its termination message to.
std::string terminationMessageFile(const NodePaths& paths, std::string_view podUid, std::string_view container,
                                   uint32_t attempt);

/// What an ended container said last: its message file (at most 4 KiB), or with
/// FallbackToLogsOnError the end of its log when it failed and wrote none.
std::string readTerminationMessage(const NodePaths& paths, std::string_view podUid,
                                   const runtime::ContainerStatus& status);

} // namespace skiff::kubelet
