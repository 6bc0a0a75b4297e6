#pragma once

#include "cluster/kubelet/pod.h"

#include <optional>

namespace skiff::kubelet {

/// What the node knows of a pod beyond its object: where it runs.
struct PodPlace
{
    std::string nodeName;
    std::vector<std::string> hostIps;
    std::vector<std::string> podIps;
};

/// What the node has to give, the default of limits in resourceFieldRef.
struct Allocatable
{
    int64_t milliCpu = 0;
    int64_t memoryBytes = 0;
    int64_t ephemeralStorageBytes = 0;
    int64_t pods = 110;
};

/// The value that the downward API gives for `fieldPath` ("metadata.labels['app']", "status.podIP",
/// ...). InvalidArgument for paths that it does not offer.
Result<std::string> podField(const Pod& pod, const PodPlace& place, std::string_view fieldPath);

/// The value for a resourceFieldRef: limits default to what the node has, requests to 0; divided
/// by the divisor and rounded up.
Result<std::string> containerResource(data::Node container, data::Node resourceFieldRef,
                                      const Allocatable& allocatable);

} // namespace skiff::kubelet
