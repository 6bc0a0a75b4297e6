#pragma once

#include "cluster/machine/local/host_network.h"
#include "cluster/machine/local/monitor.h"

#include <sys/types.h>

namespace skiff::machine::local {

/// The nodes' switch, made from inside: see Subnet. Used by the monitor, its one thread.
class SwitchNetwork
{
public:
    explicit SwitchNetwork(const MonitorSpec& spec);

    /// Leaves the host's network namespace for a new one and makes bridge and uplink there.
    Status create();
    /// Gives `node`, whose first process is `pid`, its link and address.
    Status attach(const NodeRecord& node, pid_t pid);
    /// Starts the program that carries traffic out; nothing for isolated networks.
    Status startOutbound();
    void stopOutbound();

private:
    MonitorSpec m_spec;
    Subnet m_subnet;
    int m_hostNamespace = -1;
    pid_t m_outbound = 0;
    int m_ports = 0;
};

/// The address that answers DNS questions for nodes with outbound traffic.
inline constexpr const char* outboundNameServer = "100.127.255.3";

} // namespace skiff::machine::local
