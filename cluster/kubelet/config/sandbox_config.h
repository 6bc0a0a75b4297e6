#pragma once

#include "cluster/kubelet/config/dns_config.h"
#include "cluster/kubelet/config/host_names.h"
#include "cluster/runtime/sandbox.h"

namespace skiff::kubelet {

/// Where things of pods lie on the node.
struct NodePaths
{
    std::string data = "/var/lib/kubelet"; ///< below it pods/UID/...
    std::string podLogs = "/var/log/pods";

    std::string podFolder(std::string_view uid) const;
    /// "/var/log/pods/NAMESPACE_NAME_UID", as log shippers expect it.
    std::string podLogFolder(const Pod& pod) const;
    /// "/var/log/containers": links to the logs, beside podLogs.
    std::string containerLogLinks() const;
    std::string seccompFolder() const { return data + "/seccomp"; }
};

struct SandboxInputs
{
    const NodePaths& paths;
    const ClusterDns& dns;
    const runtime::DnsConfig& nodeDns;
    const PodHostName& hostName;
};

/// What the runtime makes a pod's sandbox from. Pure.
runtime::SandboxConfig sandboxConfig(const Pod& pod, uint32_t attempt, const SandboxInputs& inputs);

} // namespace skiff::kubelet
