#include "cluster/scheduler/plugins/node_affinity/node_affinity.h"

#include "cluster/semantics/node_affinity.h"

namespace skiff::scheduler {

std::optional<std::set<std::string>> NodeAffinity::onlyNodes(const PodInfo& pod) const
{
    const auto required = pod.pod.spec().affinity().nodeAffinity().requiredDuringSchedulingIgnoredDuringExecution();
    if (!required)
        return std::nullopt;
    std::set<std::string> names;
    for (const api::NodeSelectorTermView term : required.nodeSelectorTerms()) {
        bool named = false; // an alternative without names may take any node
        for (const api::NodeSelectorRequirementView field : term.matchFields()) {
            if (field.key() != "metadata.name" || field.operator_() != "In")
                continue;
            named = true;
            for (const std::string_view name : field.values())
                names.emplace(name);
        }
        if (!named)
            return std::nullopt;
    }
    return names;
}

Refusal NodeAffinity::filter(const PodInfo& pod, const NodeInfo& node) const
{
    if (semantics::podWantsNode(pod.pod, node.node()))
        return std::nullopt;
    return "node(s) didn't match Pod's node affinity/selector";
}

int64_t NodeAffinity::score(const PodInfo& pod, const NodeInfo& node) const
{
    return semantics::nodePreference(pod.pod, node.node());
}

} // namespace skiff::scheduler
