#pragma once

#include "cluster/machine/profile.h"

#include <string>

namespace skiff::machine {

/// Where things are in a node, whatever its driver.
namespace node_path {
inline constexpr const char* init = "/usr/lib/skiff/skiff-init";
inline constexpr const char* daemon = "/usr/lib/skiff/skiffd";
inline constexpr const char* pauseImage = "/usr/lib/skiff/images/pause.tar";
inline constexpr const char* nodeFile = "/etc/skiff/node";
inline constexpr const char* serverData = "/var/lib/skiff/server";
inline constexpr const char* adminKubeconfig = "/var/lib/skiff/server/admin.kubeconfig";
inline constexpr const char* credentials = "/var/lib/skiff/agent";
inline constexpr const char* containerdSocket = "/run/containerd/containerd.sock";
} // namespace node_path

inline constexpr int apiPort = 6443;

/// The text of a node's file for skiff-init (cluster/daemon/init/node_file.h): which services it
/// runs, as whom and in which order.
std::string nodeServices(const Profile& profile, const NodeRecord& node);

} // namespace skiff::machine
