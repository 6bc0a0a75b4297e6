#pragma once

#include <string_view>

/// The labels and annotations that tie a runtime's sandboxes and containers to their pods, spelt
/// as every Kubernetes node has them, so that other tools (crictl, log shippers) understand them
/// and a restarted agent finds its pods again.
namespace skiff::kubelet::labels {

inline constexpr std::string_view PodName = "io.kubernetes.pod.name";
inline constexpr std::string_view PodNamespace = "io.kubernetes.pod.namespace";
inline constexpr std::string_view PodUid = "io.kubernetes.pod.uid";
inline constexpr std::string_view ContainerName = "io.kubernetes.container.name";

// Annotations of containers.
inline constexpr std::string_view ContainerHash = "io.kubernetes.container.hash";
inline constexpr std::string_view RestartCount = "io.kubernetes.container.restartCount";
inline constexpr std::string_view TerminationMessagePath = "io.kubernetes.container.terminationMessagePath";
inline constexpr std::string_view TerminationMessagePolicy = "io.kubernetes.container.terminationMessagePolicy";
inline constexpr std::string_view PreStopHandler = "io.kubernetes.container.preStopHandler";
inline constexpr std::string_view ContainerPorts = "io.kubernetes.container.ports";
inline constexpr std::string_view PodDeletionGracePeriod = "io.kubernetes.pod.deletionGracePeriod";
inline constexpr std::string_view PodTerminationGracePeriod = "io.kubernetes.pod.terminationGracePeriod";

// Annotations of sandboxes.
inline constexpr std::string_view ConfigSeen = "kubernetes.io/config.seen";
inline constexpr std::string_view ConfigSource = "kubernetes.io/config.source";

} // namespace skiff::kubelet::labels
