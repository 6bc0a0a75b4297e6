#include "cluster/kubelet/pod.h"

#include <fmt/format.h>

namespace skiff::kubelet {

namespace {

/// FNV-1a: stable over restarts of the agent, which compares it with what it wrote into labels.
uint32_t fnv1a(std::string_view text, uint32_t hash = 2166136261u)
{
    for (const char c : text) {
        hash ^= static_cast<unsigned char>(c);
        hash *= 16777619u;
    }
    return hash;
}

RestartPolicy parseRestartPolicy(std::string_view text)
{
    if (text == "Never")
        return RestartPolicy::Never;
    return text == "OnFailure" ? RestartPolicy::OnFailure : RestartPolicy::Always;
}

} // namespace

Pod::Pod(std::shared_ptr<const data::Document> document) : m_document(std::move(document))
{
    m_uid = metadata()["uid"].asString();
    m_name = metadata()["name"].asString();
    m_namespace = metadata()["namespace"].asString();
    m_restartPolicy = parseRestartPolicy(spec()["restartPolicy"].asString());
    addContainers("initContainers", ContainerKind::Init);
    addContainers("containers", ContainerKind::App);
    addContainers("ephemeralContainers", ContainerKind::Ephemeral);
}

void Pod::addContainers(std::string_view field, ContainerKind kind)
{
    for (const data::Node node : spec()[field]) {
        ContainerSpec container;
        const bool sidecar = kind == ContainerKind::Init && node["restartPolicy"].asString() == "Always";
        container.kind = sidecar ? ContainerKind::Sidecar : kind;
        container.name = node["name"].asString();
        container.node = node;
        container.hash = fmt::format("{:x}", fnv1a(node["image"].asString(), fnv1a(container.name)));
        m_containers.push_back(std::move(container));
    }
}

const ContainerSpec* Pod::container(std::string_view name) const
{
    for (const ContainerSpec& container : m_containers) {
        if (container.name == name)
            return &container;
    }
    return nullptr;
}

bool Pod::deleting() const
{
    return metadata()["deletionTimestamp"].isString();
}

std::chrono::seconds Pod::gracePeriod() const
{
    if (const auto seconds = metadata()["deletionGracePeriodSeconds"].asInt(); seconds && deleting())
        return std::chrono::seconds(*seconds);
    return std::chrono::seconds(spec()["terminationGracePeriodSeconds"].asInt().value_or(30));
}

bool Pod::finished() const
{
    const std::string_view phase = status()["phase"].asString();
    return phase == "Succeeded" || phase == "Failed";
}

} // namespace skiff::kubelet
