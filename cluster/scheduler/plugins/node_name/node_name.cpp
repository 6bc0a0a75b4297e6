#include "cluster/scheduler/plugins/node_name/node_name.h"

namespace skiff::scheduler {

Refusal NodeName::filter(const PodInfo& pod, const NodeInfo& node) const
{
    const std::string_view wanted = pod.pod.spec().nodeName();
    if (wanted.empty() || wanted == node.name())
        return std::nullopt;
    return "node(s) didn't match the requested node name";
}

} // namespace skiff::scheduler
