#include "cluster/semantics/pod.h"

#include "cluster/api/views/container.h"
#include "cluster/data/quantity.h"

#include <algorithm>
#include <map>
#include <string>

namespace skiff::semantics {

namespace {

using Amounts = std::map<std::string, data::Quantity, std::less<>>;

/// Adds cpu and memory of a container's requests or limits that are not zero. False when one of the two is missing.
bool addComputeResources(Amounts& sum, const api::MapView<std::string_view>& amounts)
{
    int found = 0;
    for (const std::string_view name : {"cpu", "memory"}) {
        const auto quantity = data::Quantity::parse(amounts[name]);
        if (!quantity || quantity->isZero())
            continue;
        sum[std::string(name)] += *quantity;
        ++found;
    }
    return found == 2;
}

int64_t restarts(const api::PodView& pod)
{
    int64_t most = 0;
    for (const api::ContainerStatusView status : pod.status().containerStatuses())
        most = std::max(most, status.restartCount().value_or(0));
    return most;
}

int phaseOrder(const api::PodView& pod)
{
    const std::string_view phase = pod.status().phase();
    return phase == "Pending" || phase.empty() ? 0 : phase == "Unknown" ? 1 : 2;
}

WallTime readySince(const api::PodView& pod)
{
    WallTime since;
    parseTime(podCondition(pod, "Ready").lastTransitionTime(), since);
    return since;
}

} // namespace

api::PodConditionView podCondition(const api::PodView& pod, std::string_view type)
{
    for (const api::PodConditionView condition : pod.status().conditions())
        if (condition.type() == type)
            return condition;
    return {};
}

bool isTerminal(const api::PodView& pod)
{
    const std::string_view phase = pod.status().phase();
    return phase == "Succeeded" || phase == "Failed";
}

bool isBeingDeleted(const api::PodView& pod)
{
    return !pod.metadata().deletionTimestamp().empty();
}

bool isActive(const api::PodView& pod)
{
    return !isTerminal(pod) && !isBeingDeleted(pod);
}

bool isReady(const api::PodView& pod)
{
    return podCondition(pod, "Ready").status() == "True";
}

Duration timeUntilAvailable(const api::PodView& pod, Duration minReady, WallTime now)
{
    WallTime since;
    if (minReady == Duration::zero() || !isReady(pod) ||
        !parseTime(podCondition(pod, "Ready").lastTransitionTime(), since))
        return Duration::zero();
    return std::max(Duration::zero(), Duration(since + minReady - now));
}

bool isAvailable(const api::PodView& pod, Duration minReady, WallTime now)
{
    return isReady(pod) && timeUntilAvailable(pod, minReady, now) == Duration::zero();
}

std::string_view qosClass(const api::PodView& pod)
{
    Amounts requests;
    Amounts limits;
    bool guaranteed = true;
    for (const auto& containers : {pod.spec().initContainers(), pod.spec().containers()})
        for (const api::ContainerView container : containers) {
            addComputeResources(requests, container.resources().requests());
            if (!addComputeResources(limits, container.resources().limits()))
                guaranteed = false;
        }
    if (requests.empty() && limits.empty())
        return "BestEffort";
    // A container without requests has its limits as requests (a default of the API).
    for (const auto& [name, amount] : requests)
        if (const auto limit = limits.find(name); limit == limits.end() || limit->second != amount)
            guaranteed = false;
    return guaranteed && limits.size() == 2 ? "Guaranteed" : "Burstable";
}

bool deleteBefore(const api::PodView& a, int rankA, const api::PodView& b, int rankB)
{
    const bool unassignedA = a.spec().nodeName().empty();
    const bool unassignedB = b.spec().nodeName().empty();
    if (unassignedA != unassignedB)
        return unassignedA;
    if (phaseOrder(a) != phaseOrder(b))
        return phaseOrder(a) < phaseOrder(b);
    const bool readyA = isReady(a);
    if (readyA != isReady(b))
        return !readyA;
    if (rankA != rankB)
        return rankA > rankB;
    if (readyA && readySince(a) != readySince(b))
        return readySince(a) > readySince(b);
    if (restarts(a) != restarts(b))
        return restarts(a) > restarts(b);
    return a.metadata().creationTimestamp() > b.metadata().creationTimestamp();
}

} // namespace skiff::semantics
