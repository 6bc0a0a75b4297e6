#pragma once

#include "cluster/base/executor.h"
#include "cluster/kubelet/lifecycle/handler.h"
#include "cluster/kubelet/pod_events.h"
#include "cluster/kubelet/pod_state.h"
#include "cluster/kubelet/probes/probe_spec.h"

#include <functional>
#include <memory>

namespace skiff::kubelet {

/// Runs the probes of the containers that run, each at its own pace: the startup probe until it
/// succeeds, then liveness and readiness.
///
/// Owned by the Kubelet; all methods and `onChange` belong to the main executor, handlers run on
/// the pool. Stop the pool before destroying it.
class Prober
{
public:
    struct Options
    {
        HandlerRunner& handlers;
        PodEvents& events;
        const Clock& clock;
        Executor& main;
        Executor& pool;
        /// What the probes of a pod say has changed.
        std::function<void(const std::string& podUid, const ProbeResults& results)> onChange;
    };
    explicit Prober(Options options);
    ~Prober();

    /// Begins probing what is new and ends probing what no longer runs.
    void update(const Pod& pod, const PodState& state);
    void remove(const std::string& podUid);

private:
    struct Probe;
    struct PodProbes;

    void updateContainer(PodProbes& probes, const ContainerSpec& spec, const runtime::ContainerStatus& status);
    void begin(PodProbes& probes, const ContainerSpec& spec, const runtime::ContainerStatus& status, ProbeKind kind);
    void tick(const std::shared_ptr<Probe>& probe);
    void finished(const std::shared_ptr<Probe>& probe, const HandlerOutcome& outcome);
    void decided(PodProbes& probes, const Probe& probe, bool success);

    Options m_options;
    std::map<std::string, std::unique_ptr<PodProbes>> m_pods;
};

} // namespace skiff::kubelet
