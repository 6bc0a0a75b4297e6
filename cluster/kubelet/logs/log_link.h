#pragma once

#include "cluster/runtime/container.h"

#include <string>

namespace skiff::kubelet {

/// Where log shippers look for a container's log: "POD_NAMESPACE_CONTAINER-ID.log" in `folder`, a
/// link to the real one. Names come from the container's labels.
std::string logLinkPath(const std::string& folder, const runtime::StringMap& labels, const std::string& containerId);

/// Makes the link. A failure is only logged: the log itself is there.
void linkLog(const std::string& folder, const runtime::StringMap& labels, const std::string& containerId,
             const std::string& logPath);
void unlinkLog(const std::string& folder, const runtime::Container& container);

} // namespace skiff::kubelet
