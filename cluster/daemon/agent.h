#pragma once

#include "cluster/base/clock.h"
#include "cluster/base/result.h"

#include <memory>
#include <string>

namespace skiff::daemon {

/// What the agent of one node is told.
struct AgentOptions
{
    std::string kubeconfig;  ///< how it reaches the API server, as system:node:NAME
    std::string credentials; ///< folder with kubelet.crt, kubelet.key and ca.crt
    std::string nodeName;
    std::string nodeAddress;
    std::string podRange; ///< of this node; empty: someone else sets spec.podCIDR
    std::string clusterPodRange = "10.244.0.0/16";
    std::string serviceRange = "10.96.0.0/16";
    std::string runtimeSocket = "/run/containerd/containerd.sock";
    std::string imageFolder; ///< of the runtime, on a disk that a pulled plug takes; empty: somebody else's
    std::string dataFolder = "/var/lib/kubelet";
    std::string podLogFolder = "/var/log/pods";
    std::string labels; ///< "a=b,c=d"
    std::string taints; ///< "key=value:Effect,..."
    std::string dnsAddress = "10.96.0.10";
    std::string clusterDomain = "cluster.local";
    uint16_t kubeletPort = 10250;
    bool proxy = true;
    bool dns = true;
    std::string version;
};

/// The agent of a node in one process: kubelet with its server, service proxy, DNS. What they did to
/// the node (containers, rules) stays when it stops. One thread: start() and stop() belong to the owner.
class Agent
{
public:
    Agent(AgentOptions options, const Clock& clock);
    ~Agent();

    Status start();
    void stop();

private:
    class Parts;
    AgentOptions m_options;
    const Clock& m_clock;
    std::unique_ptr<Parts> m_parts;
};

} // namespace skiff::daemon
