#include "cluster/machine/node_services.h"

#include <fmt/format.h>

namespace skiff::machine {

namespace {

constexpr std::string_view common = R"(stop-grace 4000
sysctl net/ipv4/ip_forward 1
sysctl net/ipv4/conf/all/rp_filter 0
sysctl net/ipv4/conf/default/rp_filter 0
sysctl net/bridge/bridge-nf-call-iptables 1

service containerd
  exec /usr/bin/containerd --config /etc/containerd/config.toml
  ready notify
  containers yes
  folder /var/lib/containerd

service images
  exec /usr/bin/ctr -n k8s.io images import {pause}
  ready exit
  after containerd
)";

constexpr std::string_view controlPlane = R"(
service server
  exec {daemon} server --data-dir {data} --bind {address} --https-port {port} --write-kubeconfig {kubeconfig}
  user skiff
  folder {data}
  ready notify

service credentials
  exec {daemon} credentials --data-dir {data} --node {name} --address {address} --out {credentials}
  ready exit
  after server
)";

/// A worker's credentials come from the control plane, brought by the driver.
constexpr std::string_view awaitCredentials = R"(
service credentials
  exec /bin/sh -c "until [ -e {credentials}/kubeconfig ]; do sleep 0.05; done"
  ready exit
)";

constexpr std::string_view agent = R"(
service agent
  exec {daemon} agent --kubeconfig {credentials}/kubeconfig --credentials {credentials} --node-name {name} --node-ip {address} --containerd {containerd}
  after credentials
  after containerd
)";

} // namespace

std::string nodeServices(const Profile& profile, const NodeRecord& node)
{
    const bool carriesControlPlane = node.name == profile.controlPlane().name;
    const auto fill = [&](std::string_view text) {
        return fmt::format(fmt::runtime(text), fmt::arg("pause", node_path::pauseImage),
                           fmt::arg("daemon", node_path::daemon), fmt::arg("data", node_path::serverData),
                           fmt::arg("address", node.address), fmt::arg("port", apiPort),
                           fmt::arg("kubeconfig", node_path::adminKubeconfig), fmt::arg("name", node.name),
                           fmt::arg("credentials", node_path::credentials),
                           fmt::arg("containerd", node_path::containerdSocket));
    };
    return fmt::format("hostname {}\n", node.name) + fill(common) + fill(carriesControlPlane ? controlPlane : awaitCredentials) +
           fill(agent);
}

} // namespace skiff::machine
