#pragma once

#include "cluster/scheduler/framework/node_info.h"
#include "cluster/scheduler/framework/pod_info.h"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace skiff::scheduler {

/// What can happen in the cluster that makes a pod fit which did not before, as flags.
enum ClusterEvent : uint32_t
{
    NodeAdded = 1 << 0,
    NodeLabelsChanged = 1 << 1,
    NodeTaintsChanged = 1 << 2, ///< taints, or spec.unschedulable
    NodeAllocatableChanged = 1 << 3,
    AssignedPodGone = 1 << 4,
    PodChanged = 1 << 5, ///< the waiting pod itself
};

/// Nothing, or why not: the reason as it is counted in "0/3 nodes are available: 2 <reason>, ...".
using Refusal = std::optional<std::string>;

/// A rule of scheduling. Each extension point is an interface of its own; a plug-in has those it needs.
/// Plug-ins are pure: what they know comes in. They live as long as their Profile.
class Plugin
{
public:
    virtual ~Plugin() = default;
    virtual std::string_view name() const = 0; ///< as Kubernetes names it
};

/// Which of two waiting pods comes first.
class QueueSortPlugin : public virtual Plugin
{
public:
    virtual bool before(const PodInfo& a, const PodInfo& b) const = 0;
};

/// Whether a pod may be tried at all yet.
class PreEnqueuePlugin : public virtual Plugin
{
public:
    virtual Refusal preEnqueue(const PodInfo& pod) const = 0;
};

/// Looks at the pod once per try: may name the only nodes that are worth a look.
class PreFilterPlugin : public virtual Plugin
{
public:
    virtual std::optional<std::set<std::string>> onlyNodes(const PodInfo& pod) const = 0;
};

/// Whether the pod can run on the node.
class FilterPlugin : public virtual Plugin
{
public:
    virtual Refusal filter(const PodInfo& pod, const NodeInfo& node) const = 0;
    /// After which events a pod that it refused is worth another try: ClusterEvent flags.
    virtual uint32_t helpfulEvents() const = 0;
};

/// How good the node is, 0 to 100 after normalise(); scores are added up by weight.
class ScorePlugin : public virtual Plugin
{
public:
    static constexpr int64_t best = 100;
    virtual int64_t score(const PodInfo& pod, const NodeInfo& node) const = 0;
    virtual void normalise(std::vector<int64_t>& scores) const { (void)scores; }
    virtual int64_t weight() const = 0;
};

/// Scales scores to 0...100 by the largest; `reverse` makes the largest the worst.
void normaliseByLargest(std::vector<int64_t>& scores, bool reverse);

/// Takes and gives back what a pod holds between its choice and its binding.
class ReservePlugin : public virtual Plugin
{
public:
    virtual Refusal reserve(const PodInfo& pod, const std::string& node) = 0;
    virtual void unreserve(const PodInfo& pod, const std::string& node) = 0;
};

} // namespace skiff::scheduler
