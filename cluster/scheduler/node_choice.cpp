#include "cluster/scheduler/node_choice.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace skiff::scheduler {

namespace {

/// In clusters of up to this many nodes all are compared; beyond, a falling share of at least a twentieth.
constexpr size_t smallCluster = 100;

size_t enoughNodes(size_t all)
{
    if (all <= smallCluster)
        return all;
    const size_t percent = std::max<size_t>(5, all >= 5625 ? 5 : 50 - all / 125);
    return std::max(smallCluster, all * percent / 100);
}

const FilterPlugin* refusedBy(const Profile& profile, const PodInfo& pod, const NodeInfo& node, std::string& reason)
{
    for (const FilterPlugin* filter : profile.filters())
        if (Refusal refusal = filter->filter(pod, node)) {
            reason = std::move(*refusal);
            return filter;
        }
    return nullptr;
}

std::optional<std::set<std::string>> onlyNodes(const Profile& profile, const PodInfo& pod)
{
    std::optional<std::set<std::string>> names;
    for (const PreFilterPlugin* plugin : profile.preFilters())
        if (auto more = plugin->onlyNodes(pod); more && (!names || more->size() < names->size()))
            names = std::move(more);
    return names;
}

const NodeInfo* best(const Profile& profile, const PodInfo& pod, const std::vector<const NodeInfo*>& feasible)
{
    if (feasible.size() == 1)
        return feasible.front();
    std::vector<int64_t> totals(feasible.size());
    std::vector<int64_t> scores(feasible.size());
    for (const ScorePlugin* plugin : profile.scores()) {
        std::transform(feasible.begin(), feasible.end(), scores.begin(),
                       [&](const NodeInfo* node) { return plugin->score(pod, *node); });
        plugin->normalise(scores);
        for (size_t i = 0; i < totals.size(); ++i)
            totals[i] += plugin->weight() * scores[i];
    }
    return feasible[static_cast<size_t>(std::max_element(totals.begin(), totals.end()) - totals.begin())];
}

} // namespace

std::string NodeChoice::message() const
{
    if (nodeCount == 0)
        return "no nodes available to schedule pods";
    std::vector<std::string> parts;
    for (const auto& [reason, count] : refusals)
        parts.push_back(fmt::format("{} {}", count, reason));
    std::sort(parts.begin(), parts.end());
    return fmt::format("0/{} nodes are available: {}.", nodeCount, fmt::join(parts, ", "));
}

NodeChoice chooseNode(const Profile& profile, const PodInfo& pod, const SchedulerCache& cache, size_t& turn)
{
    NodeChoice choice;
    const auto& nodes = cache.nodes();
    choice.nodeCount = static_cast<int>(nodes.size());
    const auto names = onlyNodes(profile, pod);
    const size_t enough = enoughNodes(nodes.size());
    std::vector<const NodeInfo*> feasible;
    size_t looked = 0;
    for (; looked < nodes.size() && feasible.size() < enough; ++looked) {
        const NodeInfo& node = *nodes[(turn + looked) % nodes.size()];
        std::string reason;
        if (names && !names->count(node.name())) {
            ++choice.refusals["node(s) didn't satisfy plugin(s) [NodeAffinity]"];
            choice.helpfulEvents |= PodChanged;
        } else if (const FilterPlugin* by = refusedBy(profile, pod, node, reason)) {
            ++choice.refusals[reason];
            choice.helpfulEvents |= by->helpfulEvents();
        } else {
            feasible.push_back(&node);
        }
    }
    if (!nodes.empty())
        turn = (turn + looked) % nodes.size();
    if (!feasible.empty())
        choice.node = best(profile, pod, feasible)->name();
    return choice;
}

} // namespace skiff::scheduler
