#pragma once

#include "cluster/kubelet/pod.h"

namespace skiff::kubelet {

/// How a pod calls itself.
struct PodHostName
{
    std::string hostname; ///< of the sandbox: short, or the full name with setHostnameAsFQDN
    std::string shortName;
    std::string domain; ///< "SUBDOMAIN.NAMESPACE.svc.CLUSTERDOMAIN"; empty without subdomain
};

/// InvalidArgument when the full name is asked for and longer than Linux allows (64).
Result<PodHostName> podHostName(const Pod& pod, std::string_view clusterDomain);

/// The /etc/hosts of a pod: its own addresses and its host aliases. With the node's network it is
/// `nodeHosts` (the node's own file) and the aliases.
std::string podHostsFile(const Pod& pod, const PodHostName& name, const std::vector<std::string>& podIps,
                         std::string_view nodeHosts);

} // namespace skiff::kubelet
