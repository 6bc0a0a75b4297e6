#include "cluster/kubelet/images/image_puller.h"

#include "cluster/base/log.h"
#include "cluster/kubelet/images/image_policy.h"
#include "cluster/kubelet/images/pull_secret.h"

#include <fmt/format.h>

namespace skiff::kubelet {

namespace {

/// A pull has no end of its own but this; the runtime gives up on a registry that sends nothing.
constexpr std::chrono::hours LongestPull{1};

std::string seconds(Duration duration)
{
    const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(duration).count();
    if (milliseconds < 1000)
        return fmt::format("{}ms", milliseconds);
    return fmt::format("{}s", static_cast<double>(milliseconds) / 1000);
}

} // namespace

ImageOutcome ImagePuller::ensure(const Pod& pod, const ContainerSpec& container, const runtime::SandboxConfig& sandbox,
                                 PullMemory& memory, const std::stop_token& stop)
{
    const std::string image(container.node["image"].asString());
    const PullPolicy policy = pullPolicy(container.node["imagePullPolicy"].asString(), image);
    auto present = m_store.imageStatus(normalizedImage(image), {std::chrono::seconds(30), stop});
    if (!present.ok())
        return {std::nullopt, {"ImageInspectError", present.error().message}, RestartBackoff::First};
    if (policy == PullPolicy::Never && !*present) {
        const std::string message =
            fmt::format("Container image \"{}\" is not present with pull policy of Never", image);
        m_events.warning(pod, &container, "ErrImageNeverPull", message);
        m_events.warning(pod, &container, "Failed", "Error: ErrImageNeverPull");
        return {std::nullopt, {"ErrImageNeverPull", message}, RestartBackoff::First};
    }
    if (*present && policy != PullPolicy::Always) {
        m_events.normal(pod, &container, "Pulled",
                        fmt::format("Container image \"{}\" already present on machine", image));
        return {std::move(*present), {}, {}};
    }
    const auto failure = memory.failures.find(image);
    if (failure != memory.failures.end()) {
        if (const auto left = memory.backoff.remaining(image, failure->second.at, m_clock.now())) {
            const std::string words = fmt::format("Back-off pulling image \"{}\"", image);
            m_events.normal(pod, &container, "BackOff", words);
            m_events.warning(pod, &container, "Failed", "Error: ImagePullBackOff");
            return {std::nullopt,
                    {"ImagePullBackOff", fmt::format("{}: ErrImagePull: {}", words, failure->second.message)},
                    *left};
        }
    }
    return pull(pod, container, sandbox, memory, stop);
}

ImageOutcome ImagePuller::pull(const Pod& pod, const ContainerSpec& container, const runtime::SandboxConfig& sandbox,
                               PullMemory& memory, const std::stop_token& stop)
{
    const std::string image(container.node["image"].asString());
    const std::string full = normalizedImage(image);
    m_events.normal(pod, &container, "Pulling", fmt::format("Pulling image \"{}\"", image));
    const SteadyTime began = m_clock.steady();
    const runtime::CallLimit limit{LongestPull, stop};
    std::vector<runtime::RegistryAuth> auths = credentials(pod, image);
    auto pulled = auths.empty() ? m_store.pullImage(full, std::nullopt, sandbox, limit)
                                : Result<std::string>(ErrorCode::PermissionDenied, "no credentials tried");
    for (const runtime::RegistryAuth& auth : auths) {
        pulled = m_store.pullImage(full, auth, sandbox, limit);
        if (pulled.ok())
            break;
    }
    if (!pulled.ok())
        return failed(pod, container, memory, pulled.error());
    auto status = m_store.imageStatus(*pulled, {std::chrono::seconds(30), stop});
    if (!status.ok() || !*status)
        return failed(pod, container, memory,
                      status.ok() ? Error{ErrorCode::NotFound, "the image is gone"} : status.error());
    memory.failures.erase(image);
    memory.backoff.forget(image);
    const std::string took = seconds(m_clock.steady() - began);
    m_events.normal(pod, &container, "Pulled",
                    fmt::format("Successfully pulled image \"{}\" in {} ({} including waiting). Image size: {} bytes.",
                                image, took, took, (*status)->sizeBytes));
    return {std::move(*status), {}, {}};
}

ImageOutcome ImagePuller::failed(const Pod& pod, const ContainerSpec& container, PullMemory& memory, const Error& error)
{
    const std::string image(container.node["image"].asString());
    const WallTime now = m_clock.now();
    memory.failures[image] = {now, error.message};
    memory.backoff.tried(image, now, now);
    m_events.warning(pod, &container, "Failed", fmt::format("Failed to pull image \"{}\": {}", image, error.message));
    m_events.warning(pod, &container, "Failed", "Error: ErrImagePull");
    // Soon again, so that ImagePullBackOff shows; the pull itself waits for its back-off.
    return {std::nullopt, {"ErrImagePull", error.message}, std::chrono::seconds(1)};
}

std::vector<runtime::RegistryAuth> ImagePuller::credentials(const Pod& pod, const std::string& image)
{
    std::vector<runtime::RegistryAuth> all;
    for (const data::Node reference : pod.spec()["imagePullSecrets"]) {
        const std::string name(reference["name"].asString());
        const auto secret = m_objects.secret(pod.namespaceName(), name);
        const auto found = secret.ok() ? pullSecretCredentials((*secret)->root(), image)
                                       : Result<std::vector<runtime::RegistryAuth>>(secret.error());
        if (found.ok())
            all.insert(all.end(), found->begin(), found->end());
        else
            log::warning("kubelet", "pod {}: pull secret {}: {}", pod.fullName(), name, found.error().message);
    }
    return all;
}

} // namespace skiff::kubelet
