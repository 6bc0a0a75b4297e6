#include "cluster/scheduler/plugins/resources_fit/resources_fit.h"

namespace skiff::scheduler {

Refusal ResourcesFit::filter(const PodInfo& pod, const NodeInfo& node) const
{
    if (static_cast<int64_t>(node.pods().size()) + 1 > node.podCapacity())
        return "Too many pods";
    const semantics::ResourceAmounts& wanted = pod.requests;
    const semantics::ResourceAmounts& total = node.allocatable();
    const semantics::ResourceAmounts& used = node.requested();
    if (wanted.milliCpu > 0 && wanted.milliCpu > total.milliCpu - used.milliCpu)
        return "Insufficient cpu";
    if (wanted.memory > 0 && wanted.memory > total.memory - used.memory)
        return "Insufficient memory";
    if (wanted.ephemeralStorage > 0 && wanted.ephemeralStorage > total.ephemeralStorage - used.ephemeralStorage)
        return "Insufficient ephemeral-storage";
    for (const auto& [name, amount] : wanted.others) {
        const auto have = total.others.find(name);
        const auto taken = used.others.find(name);
        const int64_t free =
            (have == total.others.end() ? 0 : have->second) - (taken == used.others.end() ? 0 : taken->second);
        if (amount > 0 && amount > free)
            return "Insufficient " + name;
    }
    return std::nullopt;
}

} // namespace skiff::scheduler
