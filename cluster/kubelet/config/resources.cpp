#include "cluster/kubelet/config/resources.h"

#include "cluster/data/quantity.h"
#include "cluster/semantics/pod.h"

#include <algorithm>

#include <fmt/format.h>

namespace skiff::kubelet {

namespace {

constexpr int64_t CpuPeriod = 100'000; ///< microseconds
constexpr int64_t LeastQuota = 1000;
constexpr int64_t LeastShares = 2;
constexpr int64_t MostShares = 262'144;
constexpr int64_t GuaranteedOomScore = -997;
constexpr int64_t BestEffortOomScore = 1000;

int64_t milliOf(data::Node quantity)
{
    const auto parsed = data::Quantity::parse(quantity.asString());
    return quantity && parsed.ok() ? parsed->milliValue() : 0;
}

int64_t wholeOf(data::Node quantity)
{
    const auto parsed = data::Quantity::parse(quantity.asString());
    return quantity && parsed.ok() ? parsed->value() : 0;
}

std::string qosClass(const Pod& pod)
{
    return std::string(semantics::qosClass(api::PodView(pod.root())));
}

int64_t oomScore(const std::string& qos, int64_t memoryRequest, const Allocatable& allocatable)
{
    if (qos == "Guaranteed")
        return GuaranteedOomScore;
    if (qos == "BestEffort" || allocatable.memoryBytes <= 0)
        return BestEffortOomScore;
    const int64_t score = 1000 - 1000 * memoryRequest / allocatable.memoryBytes;
    return std::clamp<int64_t>(score, 1000 + GuaranteedOomScore, BestEffortOomScore - 1);
}

} // namespace

std::string podCgroupParent(const Pod& pod)
{
    const std::string qos = qosClass(pod);
    const std::string_view folder = qos == "Guaranteed" ? "" : qos == "BestEffort" ? "besteffort/" : "burstable/";
    return fmt::format("/kubepods/{}pod{}", folder, pod.uid());
}

runtime::LinuxResources containerResources(const Pod& pod, const ContainerSpec& container,
                                           const Allocatable& allocatable)
{
    runtime::LinuxResources resources;
    const data::Node wanted = container.node["resources"];
    const int64_t cpuRequest = milliOf(wanted["requests"]["cpu"]);
    const int64_t cpuLimit = milliOf(wanted["limits"]["cpu"]);
    const int64_t shares = cpuRequest > 0 ? cpuRequest : wanted["requests"]["cpu"] ? 0 : cpuLimit;
    resources.cpuShares = std::clamp<int64_t>(shares * 1024 / 1000, LeastShares, MostShares);
    resources.cpuPeriod = CpuPeriod;
    if (cpuLimit > 0)
        resources.cpuQuota = std::max(cpuLimit * CpuPeriod / 1000, LeastQuota);
    resources.memoryLimitBytes = wholeOf(wanted["limits"]["memory"]);
    resources.oomScoreAdj = oomScore(qosClass(pod), wholeOf(wanted["requests"]["memory"]), allocatable);
    return resources;
}

} // namespace skiff::kubelet
