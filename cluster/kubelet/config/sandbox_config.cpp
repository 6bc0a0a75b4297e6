#include "cluster/kubelet/config/sandbox_config.h"

#include "cluster/kubelet/config/resources.h"
#include "cluster/kubelet/config/security.h"
#include "cluster/kubelet/labels.h"

#include <fmt/format.h>

namespace skiff::kubelet {

namespace {

runtime::PortMapping::Protocol protocol(std::string_view name)
{
    if (name == "UDP")
        return runtime::PortMapping::Protocol::Udp;
    return name == "SCTP" ? runtime::PortMapping::Protocol::Sctp : runtime::PortMapping::Protocol::Tcp;
}

std::vector<runtime::PortMapping> portMappings(const Pod& pod)
{
    std::vector<runtime::PortMapping> mappings;
    for (const ContainerSpec& container : pod.containers()) {
        for (const data::Node port : container.node["ports"]) {
            mappings.push_back(
                {protocol(port["protocol"].asString()), static_cast<int32_t>(port["containerPort"].asInt().value_or(0)),
                 static_cast<int32_t>(port["hostPort"].asInt().value_or(0)), std::string(port["hostIP"].asString())});
        }
    }
    return mappings;
}

runtime::StringMap copy(data::Node map)
{
    runtime::StringMap result;
    for (auto member = map.begin(); member != map.end(); ++member)
        result[std::string(member.key())] = (*member).asString();
    return result;
}

} // namespace

std::string NodePaths::podFolder(std::string_view uid) const
{
    return fmt::format("{}/pods/{}", data, uid);
}

std::string NodePaths::podLogFolder(const Pod& pod) const
{
    return fmt::format("{}/{}_{}_{}", podLogs, pod.namespaceName(), pod.name(), pod.uid());
}

std::string NodePaths::containerLogLinks() const
{
    return podLogs.substr(0, podLogs.rfind('/')) + "/containers";
}

runtime::SandboxConfig sandboxConfig(const Pod& pod, uint32_t attempt, const SandboxInputs& inputs)
{
    runtime::SandboxConfig config;
    config.metadata = {pod.name(), pod.uid(), pod.namespaceName(), attempt};
    if (!pod.hostNetwork())
        config.hostname = inputs.hostName.hostname;
    config.logDirectory = inputs.paths.podLogFolder(pod);
    config.dns = podDns(pod, inputs.dns, inputs.nodeDns);
    if (!pod.hostNetwork())
        config.portMappings = portMappings(pod);
    config.labels = copy(pod.metadata()["labels"]);
    config.labels[std::string(labels::PodName)] = pod.name();
    config.labels[std::string(labels::PodNamespace)] = pod.namespaceName();
    config.labels[std::string(labels::PodUid)] = pod.uid();
    config.annotations = copy(pod.metadata()["annotations"]);
    config.annotations[std::string(labels::ConfigSource)] = "api";
    config.cgroupParent = podCgroupParent(pod);
    for (const data::Node sysctl : pod.spec()["securityContext"]["sysctls"])
        config.sysctls[std::string(sysctl["name"].asString())] = sysctl["value"].asString();
    config.security = sandboxSecurity(pod);
    return config;
}

} // namespace skiff::kubelet
