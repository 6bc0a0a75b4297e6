#pragma once

#include "cluster/machine/profile.h"

#include <cstddef>
#include <string>

namespace skiff::machine {

/// Where things are in a node, whatever its driver.
namespace node_path {
inline constexpr const char* init = "/usr/lib/skiff/skiff-init";
inline constexpr const char* daemon = "/usr/lib/skiff/skiffd";
inline constexpr const char* pauseImage = "/usr/lib/skiff/images/pause.tar";
/// A copy of the one that containerd has: importing again would take a second or two of an emulated machine.
inline constexpr const char* importedPauseImage = "/var/lib/containerd/skiff-pause.tar";
inline constexpr const char* nodeFile = "/etc/skiff/node";
inline constexpr const char* serverData = "/var/lib/skiff/server";
inline constexpr const char* adminKubeconfig = "/var/lib/skiff/server/admin.kubeconfig";
inline constexpr const char* podNetwork = "/etc/cni/net.d/10-skiff.conflist";
inline constexpr const char* credentials = "/var/lib/skiff/agent";
inline constexpr const char* containerdSocket = "/run/containerd/containerd.sock";
} // namespace node_path

inline constexpr int apiPort = 6443;

/// What a node runs, as its logs are called: the services of a node's file, and a machine's way in.
inline constexpr std::string_view nodeServiceNames[] = {"server", "agent",       "containerd",
                                                        "images", "credentials", "shell"};

/// Where a node keeps the log of a service.
std::string serviceLog(std::string_view service);

/// Where this machine reaches the server: "https://10.57.3.2:6443", "https://127.0.0.1:40123".
std::string serverUrl(const Profile& profile);

/// The pod addresses of the node with this index: "10.244.INDEX.0/24".
std::string podRange(size_t nodeIndex);

/// The network of a node's pods for containerd: the image's template with the node's pod range.
Result<std::string> podNetworkConfig(const std::string& imageRoot, size_t nodeIndex);

/// The text of a node's file for skiff-init (cluster/daemon/init/node_file.h): which services it
/// runs, as whom and in which order.
std::string nodeServices(const Profile& profile, size_t nodeIndex);

} // namespace skiff::machine
