#pragma once

#include "cluster/kubelet/pod.h"

#include <map>
#include <optional>
#include <string>

namespace skiff::kubelet {

enum class ProbeKind : uint8_t
{
    Startup,
    Readiness,
    Liveness
};

/// "Startup", "Readiness" or "Liveness", as events say it.
std::string_view probeName(ProbeKind kind);
/// The container field that holds it: "startupProbe", ...
std::string_view probeField(ProbeKind kind);

/// What the probes of one container say after thresholds; nothing while a probe has not decided.
struct ContainerProbes
{
    std::optional<bool> startup;
    std::optional<bool> readiness;
    std::optional<bool> liveness;

    std::optional<bool>& of(ProbeKind kind);
    bool operator==(const ContainerProbes&) const = default;
};

/// The probes of one pod's containers, by container id. A value.
class ProbeResults
{
public:
    const ContainerProbes& of(const std::string& containerId) const;
    void set(const std::string& containerId, const ContainerProbes& probes) { m_containers[containerId] = probes; }

    /// A running container counts as started without a startup probe, else once that succeeded.
    bool started(const ContainerSpec& spec, const std::string& containerId) const;
    /// A started container is ready without a readiness probe, else while that succeeds.
    bool ready(const ContainerSpec& spec, const std::string& containerId) const;

private:
    std::map<std::string, ContainerProbes> m_containers;
};

} // namespace skiff::kubelet
