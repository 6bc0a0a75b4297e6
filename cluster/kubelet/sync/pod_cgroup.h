#pragma once

#include <string>

namespace skiff::kubelet {

/// Removes the empty cgroups that the runtime left of a pod, in every hierarchy. Those that still
/// hold something stay.
void removePodCgroups(const std::string& podUid);

} // namespace skiff::kubelet
