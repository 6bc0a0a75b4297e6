#include "cluster/machine/node_services.h"

#include "cluster/base/file.h"

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
  exec /bin/sh -c "cmp -s {pause} {imported} || {{ ctr -n k8s.io images import {pause} && {written} && cp {pause} {imported}; }}"
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
  exec {daemon} credentials --data-dir {data} --node {name} --address {address} --server https://{address}:{port} --out {credentials}
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
  exec {daemon} agent --kubeconfig {credentials}/kubeconfig --credentials {credentials} --node-name {name} --node-ip {address} --pod-cidr {pods} --containerd {containerd}{disk}
  after credentials
  after containerd
)";

} // namespace

std::string serviceLog(std::string_view service)
{
    return fmt::format("/var/log/skiff/{}.log", service);
}

std::string serverUrl(const Profile& profile)
{
    return profile.forwardedApi != 0 ? fmt::format("https://127.0.0.1:{}", profile.forwardedApi)
                                     : fmt::format("https://{}:{}", profile.controlPlane().address, apiPort);
}

std::string podRange(size_t nodeIndex)
{
    return fmt::format("10.244.{}.0/24", nodeIndex);
}

Result<std::string> podNetworkConfig(const std::string& imageRoot, size_t nodeIndex)
{
    SKIFF_TRY_ASSIGN(std::string text, file::read(imageRoot + "/etc/cni/skiff.conflist.template"));
    constexpr std::string_view mark = "@POD_CIDR@";
    const size_t at = text.find(mark);
    if (at == std::string::npos)
        return Error{ErrorCode::DataLoss, "the node image's pod network template has no place for the pod range"};
    text.replace(at, mark.size(), podRange(nodeIndex));
    return text;
}

std::string nodeServices(const Profile& profile, size_t nodeIndex)
{
    const NodeRecord& node = profile.nodes[nodeIndex];
    const bool carriesControlPlane = nodeIndex == 0;
    const auto fill = [&](std::string_view text) {
        return fmt::format(fmt::runtime(text), fmt::arg("pause", node_path::pauseImage),
                           fmt::arg("imported", node_path::importedPauseImage), fmt::arg("daemon", node_path::daemon),
                           fmt::arg("data", node_path::serverData), fmt::arg("address", node.address),
                           fmt::arg("port", apiPort), fmt::arg("kubeconfig", node_path::adminKubeconfig),
                           fmt::arg("name", node.name), fmt::arg("pods", podRange(nodeIndex)),
                           fmt::arg("credentials", node_path::credentials),
                           fmt::arg("containerd", node_path::containerdSocket),
                           fmt::arg("written", profile.ownsDisks() ? "sync -f /var/lib/containerd" : "true"),
                           fmt::arg("disk", profile.ownsDisks() ? " --image-disk /var/lib/containerd" : ""));
    };
    return fmt::format("hostname {}\n", node.name) + fill(common) +
           fill(carriesControlPlane ? controlPlane : awaitCredentials) + fill(agent);
}

} // namespace skiff::machine
