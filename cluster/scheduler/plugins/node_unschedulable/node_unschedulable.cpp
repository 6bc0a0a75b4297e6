#include "cluster/scheduler/plugins/node_unschedulable/node_unschedulable.h"

#include "cluster/semantics/taints.h"

namespace skiff::scheduler {

Refusal NodeUnschedulable::filter(const PodInfo& pod, const NodeInfo& node) const
{
    if (!node.node().spec().unschedulable())
        return std::nullopt;
    for (const api::TolerationView toleration : pod.pod.spec().tolerations())
        if (semantics::tolerates(toleration, semantics::taint::unschedulable, "", "NoSchedule"))
            return std::nullopt;
    return "node(s) were unschedulable";
}

} // namespace skiff::scheduler
