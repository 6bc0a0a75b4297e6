#pragma once

#include "cluster/kubelet/pod.h"

namespace skiff::kubelet {

/// Where the kubelet reports what it does, as Kubernetes events. Any thread; never blocks.
class PodEvents
{
public:
    virtual ~PodEvents() = default;
    /// About one container ("spec.containers{web}" becomes the field path), or about the pod when
    /// `container` is null.
    virtual void normal(const Pod& pod, const ContainerSpec* container, std::string_view reason,
                        std::string message) = 0;
    virtual void warning(const Pod& pod, const ContainerSpec* container, std::string_view reason,
                         std::string message) = 0;
};

} // namespace skiff::kubelet
