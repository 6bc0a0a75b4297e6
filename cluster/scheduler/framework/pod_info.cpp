#include "cluster/scheduler/framework/pod_info.h"

#include "cluster/api/views/container.h"

#include <algorithm>

namespace skiff::scheduler {

namespace {

/// What a container without a request is taken to use when nodes are compared, so that many such pods spread.
constexpr int64_t guessedMilliCpu = 100;
constexpr int64_t guessedMemory = 200 * 1024 * 1024;

constexpr std::string_view anyAddress = "0.0.0.0";

} // namespace

bool HostPort::conflictsWith(const HostPort& other) const
{
    return port == other.port && protocol == other.protocol &&
           (address == other.address || address == anyAddress || other.address == anyAddress);
}

PodInfo::PodInfo(client::ObjectPtr pod_)
    : object(std::move(pod_)),
      pod(object->root()),
      requests(semantics::podRequests(pod)),
      scoredMilliCpu(requests.milliCpu),
      scoredMemory(requests.memory),
      priority(pod.spec().priority().value_or(0))
{
    for (const api::ContainerView container : pod.spec().containers()) {
        const auto wanted = container.resources().requests();
        if (!wanted.contains("cpu"))
            scoredMilliCpu += guessedMilliCpu;
        if (!wanted.contains("memory"))
            scoredMemory += guessedMemory;
        for (const api::ContainerPortView port : container.ports()) {
            const int64_t number = port.hostPort().value_or(0);
            if (number <= 0)
                continue;
            const std::string_view address = port.hostIP().empty() ? anyAddress : port.hostIP();
            const std::string_view protocol = port.protocol().empty() ? std::string_view("TCP") : port.protocol();
            hostPorts.push_back({std::string(address), std::string(protocol), number});
        }
    }
}

} // namespace skiff::scheduler
