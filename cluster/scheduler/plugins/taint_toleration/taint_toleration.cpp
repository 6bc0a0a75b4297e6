#include "cluster/scheduler/plugins/taint_toleration/taint_toleration.h"

#include "cluster/semantics/taints.h"

#include <fmt/format.h>

#include <algorithm>

namespace skiff::scheduler {

Refusal TaintToleration::filter(const PodInfo& pod, const NodeInfo& node) const
{
    const auto taint = semantics::firstUntolerated(node.node().spec().taints(), pod.pod.spec().tolerations());
    if (!taint)
        return std::nullopt;
    return fmt::format("node(s) had untolerated taint {{{}: {}}}", taint.key(), taint.value());
}

int64_t TaintToleration::score(const PodInfo& pod, const NodeInfo& node) const
{
    int64_t count = 0;
    const auto tolerations = pod.pod.spec().tolerations();
    for (const api::TaintView taint : node.node().spec().taints())
        if (taint.effect() == "PreferNoSchedule" &&
            std::none_of(tolerations.begin(), tolerations.end(), [&](const api::TolerationView& toleration) {
                return semantics::tolerates(toleration, taint.key(), taint.value(), taint.effect());
            }))
            ++count;
    return count;
}

} // namespace skiff::scheduler
