#pragma once

#include "cluster/kubelet/pod.h"
#include "cluster/runtime/sandbox.h"

namespace skiff::kubelet {

/// The cluster's side of name resolution.
struct ClusterDns
{
    std::string address = "10.96.0.10";
    std::string domain = "cluster.local";
};

/// Reads nameserver, search and options lines as resolv.conf(5) has them.
runtime::DnsConfig parseResolvConf(std::string_view text);

/// A pod's resolv.conf by its dnsPolicy and dnsConfig; `node` is what the node's own file says. Pure.
runtime::DnsConfig podDns(const Pod& pod, const ClusterDns& cluster, const runtime::DnsConfig& node);

} // namespace skiff::kubelet
