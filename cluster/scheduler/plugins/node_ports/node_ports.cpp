#include "cluster/scheduler/plugins/node_ports/node_ports.h"

namespace skiff::scheduler {

Refusal NodePorts::filter(const PodInfo& pod, const NodeInfo& node) const
{
    if (pod.hostPorts.empty())
        return std::nullopt;
    for (const auto& [uid, other] : node.pods())
        for (const HostPort& taken : other->hostPorts)
            for (const HostPort& wanted : pod.hostPorts)
                if (wanted.conflictsWith(taken))
                    return "node(s) didn't have free ports for the requested pod ports";
    return std::nullopt;
}

} // namespace skiff::scheduler
