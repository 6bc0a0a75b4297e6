#pragma once

#include "cluster/kubelet/actions/restart_backoff.h"
#include "cluster/kubelet/config/referenced_objects.h"
#include "cluster/kubelet/pod_events.h"
#include "cluster/kubelet/status/pod_status.h"
#include "cluster/runtime/runtime.h"

namespace skiff::kubelet {

/// What one pod remembers of its failed pulls, by image.
struct PullMemory
{
    RestartBackoff backoff;
    struct Failure
    {
        WallTime at{};
        std::string message;
    };
    std::map<std::string, Failure> failures;
};

/// Either the image, or why the container must wait (ErrImagePull, ImagePullBackOff,
/// ErrImageNeverPull, InvalidImageName) and for how long.
struct ImageOutcome
{
    std::optional<runtime::Image> image;
    WaitingReason waiting;
    Duration retryIn{};
};

/// Makes sure that a container's image is on the node, by its pull policy, with the pod's pull
/// secrets. Blocking: worker threads only; several pods at a time.
class ImagePuller
{
public:
    ImagePuller(runtime::ImageStore& store, ReferencedObjects& objects, PodEvents& events, const Clock& clock)
        : m_store(store), m_objects(objects), m_events(events), m_clock(clock)
    {}

    ImageOutcome ensure(const Pod& pod, const ContainerSpec& container, const runtime::SandboxConfig& sandbox,
                        PullMemory& memory, const std::stop_token& stop);

private:
    ImageOutcome pull(const Pod& pod, const ContainerSpec& container, const runtime::SandboxConfig& sandbox,
                      PullMemory& memory, const std::stop_token& stop);
    ImageOutcome failed(const Pod& pod, const ContainerSpec& container, PullMemory& memory, const Error& error);
    std::vector<runtime::RegistryAuth> credentials(const Pod& pod, const std::string& image);

    runtime::ImageStore& m_store;
    ReferencedObjects& m_objects;
    PodEvents& m_events;
    const Clock& m_clock;
};

} // namespace skiff::kubelet
