#pragma once

#include "cluster/kubelet/pod.h"
#include "cluster/kubelet/probes/probe_results.h"

namespace skiff::kubelet {

/// The times and thresholds of a probe with Kubernetes' defaults.
struct ProbeTiming
{
    Duration initialDelay{};
    Duration timeout = std::chrono::seconds(1);
    Duration period = std::chrono::seconds(10);
    int successThreshold = 1;
    int failureThreshold = 3;
};

ProbeTiming probeTiming(data::Node probe);

/// Counts results of one probe until a threshold is reached. A value, not thread-safe.
class ProbeCounter
{
public:
    explicit ProbeCounter(ProbeTiming timing) : m_timing(timing) {}

    /// Takes one result; what the probe says from now on when a threshold is reached.
    std::optional<bool> add(bool success);

private:
    ProbeTiming m_timing;
    bool m_last = false;
    int m_run = 0;
};

/// The port that `port` (a number or the name of a container port) means; nothing when there is none.
std::optional<int> probePort(data::Node port, data::Node container);

} // namespace skiff::kubelet
