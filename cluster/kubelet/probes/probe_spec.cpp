#include "cluster/kubelet/probes/probe_spec.h"

#include <charconv>

namespace skiff::kubelet {

namespace {

int64_t orDefault(data::Node value, int64_t fallback)
{
    const int64_t number = value.asInt().value_or(fallback);
    return number > 0 ? number : fallback;
}

} // namespace

ProbeTiming probeTiming(data::Node probe)
{
    ProbeTiming timing;
    timing.initialDelay = std::chrono::seconds(orDefault(probe["initialDelaySeconds"], 0));
    timing.timeout = std::chrono::seconds(orDefault(probe["timeoutSeconds"], 1));
    timing.period = std::chrono::seconds(orDefault(probe["periodSeconds"], 10));
    timing.successThreshold = static_cast<int>(orDefault(probe["successThreshold"], 1));
    timing.failureThreshold = static_cast<int>(orDefault(probe["failureThreshold"], 3));
    return timing;
}

std::optional<bool> ProbeCounter::add(bool success)
{
    m_run = m_run > 0 && success == m_last ? m_run + 1 : 1;
    m_last = success;
    if (m_run < (success ? m_timing.successThreshold : m_timing.failureThreshold))
        return std::nullopt;
    return success;
}

std::optional<int> probePort(data::Node port, data::Node container)
{
    if (const auto number = port.asInt())
        return *number > 0 && *number < 65536 ? std::optional(static_cast<int>(*number)) : std::nullopt;
    const std::string_view name = port.asString();
    for (const data::Node candidate : container["ports"]) {
        if (!name.empty() && candidate["name"].asString() == name)
            return static_cast<int>(candidate["containerPort"].asInt().value_or(0));
    }
    int number = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
    const bool whole = error == std::errc() && end == name.data() + name.size() && number > 0 && number < 65536;
    return whole ? std::optional(number) : std::nullopt;
}

} // namespace skiff::kubelet
