#pragma once

#include "cluster/base/result.h"
#include "cluster/data/document.h"
#include "cluster/kubelet/config/pod_fields.h"

#include <cstdint>
#include <map>
#include <string>

namespace skiff::kubelet {

struct VolumeFile
{
    std::string content;
    uint32_t mode = 0644;

    bool operator==(const VolumeFile&) const = default;
};

/// The files of a volume by path relative to it.
using VolumeFiles = std::map<std::string, VolumeFile>;

/// The files that `source` (configMap, secret or one of a projected volume) makes of an object's
/// payload: all keys, or those of `items` at their paths with their modes. A missing key is
/// NotFound unless the source is optional; a path out of the volume is InvalidArgument. Pure.
Result<VolumeFiles> payloadFiles(const std::map<std::string, std::string>& payload, data::Node source,
                                 uint32_t defaultMode);

/// The files of a downwardAPI volume. Pure.
Result<VolumeFiles> downwardFiles(data::Node items, const Pod& pod, const PodPlace& place,
                                  const Allocatable& allocatable, uint32_t defaultMode);

/// False for absolute paths and those with "..": they would leave the volume.
bool staysInside(std::string_view path);

} // namespace skiff::kubelet
