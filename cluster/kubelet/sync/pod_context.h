#pragma once

#include "cluster/kubelet/config/dns_config.h"
#include "cluster/kubelet/config/sandbox_config.h"
#include "cluster/kubelet/images/image_puller.h"
#include "cluster/kubelet/lifecycle/handler.h"
#include "cluster/kubelet/pod_events.h"
#include "cluster/kubelet/sync/runtime_ids.h"
#include "cluster/kubelet/volumes/pod_volumes.h"
#include "cluster/runtime/runtime.h"

#include <functional>

namespace skiff::kubelet {

/// What is the same for every pod of the node.
struct NodeFacts
{
    std::string nodeName;
    std::vector<std::string> hostIps;
    NodePaths paths;
    ClusterDns dns;
    runtime::DnsConfig nodeDns; ///< what the node's own resolv.conf says
    std::string nodeHosts;      ///< the node's own /etc/hosts
    Allocatable allocatable;
    std::string runtimeName = "containerd";
};

/// What the work on pods is done with. References live as long as the kubelet.
struct PodContext
{
    const NodeFacts& node;
    const Clock& clock;
    runtime::RuntimeService& runtime;
    PodVolumes& volumes;
    ImagePuller& images;
    HandlerRunner& handlers;
    ReferencedObjects& objects;
    PodEvents& events;
    RuntimeIds& ids;
    /// The services of a namespace and default/kubernetes, once they are known. Blocking.
    std::function<std::vector<std::shared_ptr<const data::Document>>(const std::string& namespaceName)> services;
    /// Handler name of a RuntimeClass, or why not. Blocking.
    std::function<Result<std::string>(const std::string& runtimeClass)> runtimeHandler;
};

} // namespace skiff::kubelet
