#include "cluster/kubelet/probes/probe_results.h"

namespace skiff::kubelet {

std::string_view probeName(ProbeKind kind)
{
    switch (kind) {
    case ProbeKind::Startup:
        return "Startup";
    case ProbeKind::Readiness:
        return "Readiness";
    case ProbeKind::Liveness:
        break;
    }
    return "Liveness";
}

std::string_view probeField(ProbeKind kind)
{
    switch (kind) {
    case ProbeKind::Startup:
        return "startupProbe";
    case ProbeKind::Readiness:
        return "readinessProbe";
    case ProbeKind::Liveness:
        break;
    }
    return "livenessProbe";
}

std::optional<bool>& ContainerProbes::of(ProbeKind kind)
{
    switch (kind) {
    case ProbeKind::Startup:
        return startup;
    case ProbeKind::Readiness:
        return readiness;
    case ProbeKind::Liveness:
        break;
    }
    return liveness;
}

const ContainerProbes& ProbeResults::of(const std::string& containerId) const
{
    static const ContainerProbes Undecided;
    const auto found = m_containers.find(containerId);
    return found == m_containers.end() ? Undecided : found->second;
}

bool ProbeResults::started(const ContainerSpec& spec, const std::string& containerId) const
{
    return !spec.node["startupProbe"].isObject() || of(containerId).startup.value_or(false);
}

bool ProbeResults::ready(const ContainerSpec& spec, const std::string& containerId) const
{
    if (!started(spec, containerId))
        return false;
    return !spec.node["readinessProbe"].isObject() || of(containerId).readiness.value_or(false);
}

} // namespace skiff::kubelet
