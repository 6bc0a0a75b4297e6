#pragma once

#include "cluster/kubelet/volumes/volume_files.h"

#include <optional>

namespace skiff::kubelet {

/// Makes `folder` hold exactly `files`, so that a reader sees all of the old or all of the new:
/// the files lie in a folder "..TIME" that the link "..data" names, and each visible name is a
/// link through "..data". A change is one rename of that link. The layout is the one that
/// programs in containers know from Kubernetes. True when something changed.
///
/// `group`: the files' group (fsGroup), which may then read what the owner may read.
Result<bool> writeVolume(const std::string& folder, const VolumeFiles& files, std::optional<int64_t> group,
                         WallTime now);

} // namespace skiff::kubelet
