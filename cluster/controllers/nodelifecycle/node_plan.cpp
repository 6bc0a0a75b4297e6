#include "cluster/controllers/nodelifecycle/node_plan.h"

#include "cluster/semantics/taints.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace skiff::controllers {

namespace {

constexpr std::string_view noSchedule = "NoSchedule";
constexpr std::string_view noExecute = "NoExecute";

/// Conditions that taint a node while they are true.
constexpr std::pair<std::string_view, std::string_view> pressures[] = {
    {"MemoryPressure", "node.kubernetes.io/memory-pressure"},
    {"DiskPressure", "node.kubernetes.io/disk-pressure"},
    {"PIDPressure", "node.kubernetes.io/pid-pressure"},
    {"NetworkUnavailable", "node.kubernetes.io/network-unavailable"},
};

using Taint = std::pair<std::string_view, std::string_view>; ///< key and effect

std::string_view statusOf(const data::Array& conditions, std::string_view type)
{
    for (const data::Value& condition : conditions)
        if (data::stringAt(condition, {"type"}) == type)
            return data::stringAt(condition, {"status"});
    return {};
}

/// The conditions that only the kubelet could vouch for, as Unknown. True when something changed.
bool forget(data::Array& conditions, WallTime now)
{
    bool changed = false;
    for (const std::string_view type : {"Ready", "MemoryPressure", "DiskPressure", "PIDPressure"}) {
        const auto found = std::find_if(conditions.begin(), conditions.end(), [&](const data::Value& condition) {
            return data::stringAt(condition, {"type"}) == type;
        });
        if (found == conditions.end()) {
            conditions.push_back({{"type", type},
                                  {"status", "Unknown"},
                                  {"lastHeartbeatTime", formatTime(now)},
                                  {"lastTransitionTime", formatTime(now)},
                                  {"reason", "NodeStatusNeverUpdated"},
                                  {"message", "Kubelet never posted node status."}});
            changed = true;
        } else if (data::stringAt(*found, {"status"}) != "Unknown") {
            data::Object& condition = found->as_object();
            condition["status"] = "Unknown";
            condition["reason"] = "NodeStatusUnknown";
            condition["message"] = "Kubelet stopped posting node status.";
            condition["lastTransitionTime"] = formatTime(now);
            changed = true;
        }
    }
    return changed;
}

std::vector<Taint> wantedTaints(const client::Object& node, const data::Array& conditions, bool evict)
{
    std::vector<Taint> taints;
    const std::string_view ready = statusOf(conditions, "Ready");
    if (ready != "True") {
        const std::string_view key = ready == "Unknown" ? semantics::taint::unreachable : semantics::taint::notReady;
        taints.emplace_back(key, noSchedule);
        if (evict && !ready.empty())
            taints.emplace_back(key, noExecute);
    }
    for (const auto& [type, key] : pressures)
        if (statusOf(conditions, type) == "True")
            taints.emplace_back(key, noSchedule);
    if (node["spec"]["unschedulable"].asBool())
        taints.emplace_back(semantics::taint::unschedulable, noSchedule);
    return taints;
}

bool isManaged(std::string_view key)
{
    return key == semantics::taint::notReady || key == semantics::taint::unreachable ||
           key == semantics::taint::unschedulable ||
           std::any_of(std::begin(pressures), std::end(pressures),
                       [&](const auto& each) { return each.second == key; });
}

data::Value taintPatch(const client::Object& node, const std::vector<Taint>& wanted, WallTime now)
{
    data::Array taints;
    std::vector<Taint> kept;
    bool changed = false;
    for (const data::Node taint : node["spec"]["taints"]) {
        const Taint identity{taint["key"].asString(), taint["effect"].asString()};
        const bool foreign = !isManaged(identity.first) || identity.second == "PreferNoSchedule";
        if (!foreign && std::find(wanted.begin(), wanted.end(), identity) == wanted.end()) {
            changed = true;
            continue;
        }
        kept.push_back(identity);
        taints.push_back(taint.toValue());
    }
    for (const Taint& taint : wanted) {
        if (std::find(kept.begin(), kept.end(), taint) != kept.end())
            continue;
        changed = true;
        data::Object entry{{"key", taint.first}, {"effect", taint.second}, {"timeAdded", formatTime(now)}};
        taints.push_back(std::move(entry));
    }
    if (!changed)
        return {};
    return {{"metadata", {{"resourceVersion", node.resourceVersion()}}},
            {"spec", {{"taints", taints.empty() ? data::Value() : data::Value(std::move(taints))}}}};
}

} // namespace

std::string_view readyStatus(const client::Object& node)
{
    for (const data::Node condition : node["status"]["conditions"])
        if (condition["type"].asString() == "Ready")
            return condition["status"].asString();
    return {};
}

NodePlan reconcileNode(const NodeObserved& observed, WallTime now)
{
    NodePlan plan;
    const client::Object& node = *observed.node;
    data::Array conditions;
    for (const data::Node condition : node["status"]["conditions"])
        conditions.push_back(condition.toValue());
    const Duration grace = readyStatus(node).empty() ? nodeStartupGracePeriod : nodeGracePeriod;
    if (observed.sinceHeard < grace) {
        plan.again = grace - observed.sinceHeard;
    } else if (forget(conditions, now)) {
        plan.status = {{"status", {{"conditions", conditions}}}};
        plan.podsNotReady = true;
    }
    plan.taints = taintPatch(node, wantedTaints(node, conditions, observed.othersHealthy), now);
    return plan;
}

} // namespace skiff::controllers
