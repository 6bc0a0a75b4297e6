#include "cluster/kubelet/probes/prober.h"

#include <algorithm>

#include <fmt/format.h>

namespace skiff::kubelet {

namespace {

constexpr ProbeKind Kinds[] = {ProbeKind::Startup, ProbeKind::Liveness, ProbeKind::Readiness};
constexpr std::string_view UserAgent = "kube-probe/1.33";

} // namespace

/// One probe of one container. Dropped from its pod when the container ends; a run under way holds it.
struct Prober::Probe
{
    std::string podUid;
    std::string containerId;
    std::string containerName;
    ProbeKind kind;
    ProbeTiming timing;
    ProbeCounter counter;
    Timer timer;
    std::stop_source stop;
    bool ended = false;
};

struct Prober::PodProbes
{
    Pod pod;
    std::string ip;
    std::map<std::string, ContainerProbes> decided; ///< by container id
    std::vector<std::shared_ptr<Probe>> probes;

    ProbeResults results() const
    {
        ProbeResults all;
        for (const auto& [id, container] : decided)
            all.set(id, container);
        return all;
    }

    void end(Probe& probe) const
    {
        probe.ended = true;
        probe.timer.cancel();
        probe.stop.request_stop();
    }
};

Prober::Prober(Options options) : m_options(std::move(options)) {}

Prober::~Prober() = default;

void Prober::update(const Pod& pod, const PodState& state)
{
    auto& probes = m_pods[pod.uid()];
    if (!probes)
        probes = std::make_unique<PodProbes>(PodProbes{pod, {}, {}, {}});
    probes->pod = pod;
    if (const runtime::SandboxStatus* sandbox = state.sandbox())
        probes->ip = sandbox->ip.empty() ? std::string(pod.status()["hostIP"].asString()) : sandbox->ip;
    const auto runs = [&state](const std::string& id) {
        const runtime::ContainerStatus* status = state.byId(id);
        return status != nullptr && status->container.state == runtime::ContainerState::Running;
    };
    std::erase_if(probes->probes, [&](const std::shared_ptr<Probe>& probe) {
        if (runs(probe->containerId))
            return false;
        probes->end(*probe);
        return true;
    });
    std::erase_if(probes->decided, [&](const auto& entry) { return !runs(entry.first); });
    for (const ContainerSpec& spec : pod.containers()) {
        const bool probed = spec.kind == ContainerKind::App || spec.kind == ContainerKind::Sidecar;
        const runtime::ContainerStatus* status = state.latest(spec.name);
        if (probed && status != nullptr && runs(status->container.id))
            updateContainer(*probes, spec, *status);
    }
}

void Prober::updateContainer(PodProbes& probes, const ContainerSpec& spec, const runtime::ContainerStatus& status)
{
    const std::string& id = status.container.id;
    const bool started = probes.results().started(spec, id);
    for (const ProbeKind kind : Kinds) {
        if (!spec.node[probeField(kind)].isObject() || (kind == ProbeKind::Startup) == started)
            continue;
        const bool known = std::any_of(probes.probes.begin(), probes.probes.end(), [&](const auto& probe) {
            return probe->containerId == id && probe->kind == kind;
        });
        if (!known)
            begin(probes, spec, status, kind);
    }
}

void Prober::begin(PodProbes& probes, const ContainerSpec& spec, const runtime::ContainerStatus& status, ProbeKind kind)
{
    const ProbeTiming timing = probeTiming(spec.node[probeField(kind)]);
    auto probe = std::make_shared<Probe>(
        Probe{probes.pod.uid(), status.container.id, spec.name, kind, timing, ProbeCounter(timing), {}, {}, false});
    const Duration runsFor = m_options.clock.now() - status.startedAt.value_or(m_options.clock.now());
    const Duration delay = std::max(timing.initialDelay - std::max(runsFor, Duration::zero()), Duration::zero());
    probe->timer = m_options.main.postAfter(delay, [this, probe] { tick(probe); });
    probes.probes.push_back(std::move(probe));
}

void Prober::tick(const std::shared_ptr<Probe>& probe)
{
    const auto found = m_pods.find(probe->podUid);
    if (probe->ended || found == m_pods.end())
        return;
    probe->timer = m_options.main.postAfter(probe->timing.period, [this, probe] { tick(probe); });
    m_options.pool.post([this, probe, pod = found->second->pod, ip = found->second->ip] {
        const ContainerSpec* spec = pod.container(probe->containerName);
        if (spec == nullptr)
            return;
        const HandlerOutcome outcome =
            m_options.handlers.run(spec->node[probeField(probe->kind)], {spec->node, probe->containerId, ip},
                                   probe->timing.timeout, UserAgent, probe->stop.get_token());
        m_options.main.post([this, probe, outcome] { finished(probe, outcome); });
    });
}

void Prober::finished(const std::shared_ptr<Probe>& probe, const HandlerOutcome& outcome)
{
    const auto found = m_pods.find(probe->podUid);
    if (probe->ended || found == m_pods.end())
        return;
    PodProbes& probes = *found->second;
    if (!outcome.success)
        m_options.events.warning(probes.pod, probes.pod.container(probe->containerName), "Unhealthy",
                                 fmt::format("{} probe failed: {}", probeName(probe->kind), outcome.output));
    if (const auto decision = probe->counter.add(outcome.success))
        decided(probes, *probe, *decision);
}

void Prober::decided(PodProbes& probes, const Probe& probe, bool success)
{
    std::optional<bool>& current = probes.decided[probe.containerId].of(probe.kind);
    if (current == success)
        return;
    current = success;
    const bool startupDone = probe.kind == ProbeKind::Startup;
    const bool givenUp = !success && probe.kind != ProbeKind::Readiness;
    const std::string id = probe.containerId;
    for (const std::shared_ptr<Probe>& other : probes.probes) {
        // Its container is killed now; the next one gets probes of its own.
        if (other->containerId == id && (givenUp || (startupDone && other->kind == ProbeKind::Startup)))
            probes.end(*other);
    }
    m_options.onChange(probes.pod.uid(), probes.results());
}

void Prober::remove(const std::string& podUid)
{
    const auto found = m_pods.find(podUid);
    if (found == m_pods.end())
        return;
    for (const std::shared_ptr<Probe>& probe : found->second->probes)
        found->second->end(*probe);
    m_pods.erase(found);
}

} // namespace skiff::kubelet
