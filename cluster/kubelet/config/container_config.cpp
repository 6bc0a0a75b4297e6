#include "cluster/kubelet/config/container_config.h"

#include "cluster/kubelet/config/resources.h"
#include "cluster/kubelet/config/security.h"
#include "cluster/kubelet/labels.h"

#include <fmt/format.h>

namespace skiff::kubelet {

namespace {

std::vector<std::string> expandedAll(data::Node list, const EnvList& env)
{
    std::vector<std::string> result;
    for (const data::Node item : list)
        result.push_back(expandWith(env, item.asString()));
    return result;
}

/// What a restarted agent needs to end or replace the container without the pod's object.
runtime::StringMap annotationsFor(const Pod& pod, const ContainerSpec& container, uint32_t attempt)
{
    runtime::StringMap annotations;
    const auto set = [&](std::string_view key, std::string value) {
        annotations[std::string(key)] = std::move(value);
    };
    set(labels::ContainerHash, container.hash);
    set(labels::RestartCount, std::to_string(attempt));
    set(labels::TerminationMessagePath, std::string(container.node["terminationMessagePath"].asString()));
    set(labels::TerminationMessagePolicy, std::string(container.node["terminationMessagePolicy"].asString()));
    if (const auto grace = pod.spec()["terminationGracePeriodSeconds"].asInt())
        set(labels::PodTerminationGracePeriod, std::to_string(*grace));
    if (const data::Node preStop = container.node["lifecycle"]["preStop"])
        set(labels::PreStopHandler, std::string(preStop.span()));
    if (const data::Node ports = container.node["ports"])
        set(labels::ContainerPorts, std::string(ports.span()));
    return annotations;
}

} // namespace

std::string containerLogPath(std::string_view containerName, uint32_t attempt)
{
    return fmt::format("{}/{}.log", containerName, attempt);
}

Result<runtime::ContainerConfig> containerConfig(const Pod& pod, const ContainerSpec& container, uint32_t attempt,
                                                 ContainerInputs inputs)
{
    runtime::ContainerConfig config;
    const data::Node node = container.node;
    SKIFF_TRY_ASSIGN(config.security,
                     containerSecurity(pod, container, inputs.image, inputs.paths.seccompFolder(), inputs.targetId));
    config.metadata = {container.name, attempt};
    config.image = inputs.image.id;
    config.userSpecifiedImage = node["image"].asString();
    config.command = expandedAll(node["command"], inputs.env);
    config.args = expandedAll(node["args"], inputs.env);
    config.workingDirectory = node["workingDir"].asString();
    config.env = inputs.env;
    config.mounts = std::move(inputs.mounts);
    config.labels = {{std::string(labels::PodName), pod.name()},
                     {std::string(labels::PodNamespace), pod.namespaceName()},
                     {std::string(labels::PodUid), pod.uid()},
                     {std::string(labels::ContainerName), container.name}};
    config.annotations = annotationsFor(pod, container, attempt);
    config.logPath = containerLogPath(container.name, attempt);
    config.stdinOpen = node["stdin"].asBool();
    config.stdinOnce = node["stdinOnce"].asBool();
    config.tty = node["tty"].asBool();
    config.resources = containerResources(pod, container, inputs.allocatable);
    return config;
}

} // namespace skiff::kubelet
