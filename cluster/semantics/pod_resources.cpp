#include "cluster/semantics/pod_resources.h"

#include "cluster/api/views/container.h"
#include "cluster/data/quantity.h"

#include <algorithm>

namespace skiff::semantics {

namespace {

int64_t amountOf(std::string_view text)
{
    const auto quantity = data::Quantity::parse(text);
    return quantity ? quantity->value() : 0;
}

int64_t milliAmountOf(std::string_view text)
{
    const auto quantity = data::Quantity::parse(text);
    return quantity ? quantity->milliValue() : 0;
}

void takeLarger(ResourceAmounts& most, const ResourceAmounts& other)
{
    most.milliCpu = std::max(most.milliCpu, other.milliCpu);
    most.memory = std::max(most.memory, other.memory);
    most.ephemeralStorage = std::max(most.ephemeralStorage, other.ephemeralStorage);
    for (const auto& [name, amount] : other.others)
        most.others[name] = std::max(most.others[name], amount);
}

template <class Pick>
ResourceAmounts sumOfContainers(const api::PodView& pod, Pick pick)
{
    ResourceAmounts running;
    for (const api::ContainerView container : pod.spec().containers())
        running += pick(container.resources());
    ResourceAmounts sidecars;
    ResourceAmounts starting;
    for (const api::ContainerView container : pod.spec().initContainers()) {
        ResourceAmounts needed = pick(container.resources());
        if (container.restartPolicy() == "Always") {
            running += needed;
            sidecars += needed;
            needed = sidecars;
        } else {
            needed += sidecars;
        }
        takeLarger(starting, needed);
    }
    takeLarger(running, starting);
    return running;
}

/// Pod-level amounts replace the sums of the resources they name.
void override(ResourceAmounts& sum, const api::MapView<std::string_view>& amounts)
{
    if (amounts.contains("cpu"))
        sum.milliCpu = milliAmountOf(amounts["cpu"]);
    if (amounts.contains("memory"))
        sum.memory = amountOf(amounts["memory"]);
}

} // namespace

ResourceAmounts& ResourceAmounts::operator+=(const ResourceAmounts& other)
{
    milliCpu += other.milliCpu;
    memory += other.memory;
    ephemeralStorage += other.ephemeralStorage;
    for (const auto& [name, amount] : other.others)
        others[name] += amount;
    return *this;
}

ResourceAmounts& ResourceAmounts::operator-=(const ResourceAmounts& other)
{
    milliCpu -= other.milliCpu;
    memory -= other.memory;
    ephemeralStorage -= other.ephemeralStorage;
    for (const auto& [name, amount] : other.others)
        others[name] -= amount;
    return *this;
}

ResourceAmounts resourceAmounts(const api::MapView<std::string_view>& quantities)
{
    ResourceAmounts amounts;
    for (const auto& [name, text] : quantities) {
        if (name == "cpu")
            amounts.milliCpu = milliAmountOf(text);
        else if (name == "memory")
            amounts.memory = amountOf(text);
        else if (name == "ephemeral-storage")
            amounts.ephemeralStorage = amountOf(text);
        else if (name != "pods")
            amounts.others[std::string(name)] = amountOf(text);
    }
    return amounts;
}

ResourceAmounts podRequests(const api::PodView& pod)
{
    ResourceAmounts sum = sumOfContainers(
        pod, [](const api::ResourceRequirementsView& resources) { return resourceAmounts(resources.requests()); });
    override(sum, pod.spec().resources().requests());
    sum += resourceAmounts(pod.spec().overhead());
    return sum;
}

ResourceAmounts podLimits(const api::PodView& pod)
{
    ResourceAmounts sum = sumOfContainers(
        pod, [](const api::ResourceRequirementsView& resources) { return resourceAmounts(resources.limits()); });
    override(sum, pod.spec().resources().limits());
    const ResourceAmounts overhead = resourceAmounts(pod.spec().overhead());
    if (sum.milliCpu != 0)
        sum.milliCpu += overhead.milliCpu;
    if (sum.memory != 0)
        sum.memory += overhead.memory;
    return sum;
}

ResourceAmounts nodeAllocatable(const api::NodeView& node)
{
    return resourceAmounts(node.status().allocatable());
}

int64_t nodePodCapacity(const api::NodeView& node)
{
    return amountOf(node.status().allocatable()["pods"]);
}

} // namespace skiff::semantics
