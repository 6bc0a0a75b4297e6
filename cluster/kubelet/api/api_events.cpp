#include "cluster/kubelet/api/api_events.h"

#include "cluster/base/log.h"

#include <fmt/format.h>

namespace skiff::kubelet {

namespace {

std::string fieldPath(const ContainerSpec* container)
{
    if (container == nullptr)
        return {};
    std::string_view list = "containers";
    if (container->kind == ContainerKind::Init || container->kind == ContainerKind::Sidecar)
        list = "initContainers";
    else if (container->kind == ContainerKind::Ephemeral)
        list = "ephemeralContainers";
    return fmt::format("spec.{}{{{}}}", list, container->name);
}

client::EventSubject subject(const Pod& pod, const ContainerSpec* container)
{
    return {"v1",
            "Pod",
            pod.namespaceName(),
            pod.name(),
            pod.uid(),
            std::string(pod.metadata()["resourceVersion"].asString()),
            fieldPath(container)};
}

} // namespace

void ApiEvents::normal(const Pod& pod, const ContainerSpec* container, std::string_view reason, std::string message)
{
    m_recorder.normal(subject(pod, container), reason, message);
}

void ApiEvents::warning(const Pod& pod, const ContainerSpec* container, std::string_view reason, std::string message)
{
    log::info("kubelet", "pod {}: {}: {}", pod.fullName(), reason, message);
    m_recorder.warning(subject(pod, container), reason, message);
}

} // namespace skiff::kubelet
