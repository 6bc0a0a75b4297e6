#include "cluster/kubelet/node/node_object.h"

#include "cluster/data/quantity.h"

#include <algorithm>

#include <fmt/format.h>

namespace skiff::kubelet {

namespace {

constexpr size_t MostImages = 50;

data::Object resources(const Allocatable& amounts)
{
    return {
        {"cpu", data::Quantity::fromMilli(amounts.milliCpu).toString()},
        {"ephemeral-storage", fmt::format("{}Ki", amounts.ephemeralStorageBytes / 1024)},
        {"memory", fmt::format("{}Ki", amounts.memoryBytes / 1024)},
        {"pods", std::to_string(amounts.pods)},
    };
}

data::Node formerCondition(data::Node current, std::string_view type)
{
    for (const data::Node condition : current["conditions"]) {
        if (condition["type"].asString() == type)
            return condition;
    }
    return {};
}

data::Value condition(std::string_view type, bool met, std::string_view reason, std::string_view message,
                      data::Node current, WallTime now)
{
    const std::string_view status = met ? "True" : "False";
    const data::Node former = formerCondition(current, type);
    const bool same = former && former["status"].asString() == status;
    return data::Object{
        {"type", type},
        {"status", status},
        {"lastHeartbeatTime", formatTime(now)},
        {"lastTransitionTime", same ? std::string(former["lastTransitionTime"].asString()) : formatTime(now)},
        {"reason", reason},
        {"message", message},
    };
}

data::Array imageList(std::vector<runtime::Image> images)
{
    std::sort(images.begin(), images.end(), [](const auto& a, const auto& b) { return a.sizeBytes > b.sizeBytes; });
    images.resize(std::min(images.size(), MostImages));
    data::Array list;
    for (const runtime::Image& image : images) {
        data::Array names;
        for (const std::string& name : image.repoDigests)
            names.push_back(data::Value(name));
        for (const std::string& name : image.repoTags)
            names.push_back(data::Value(name));
        list.push_back(data::Object{{"names", std::move(names)}, {"sizeBytes", image.sizeBytes}});
    }
    return list;
}

/// Splits "a,b" and hands each part over.
template <class Each>
Status splitList(std::string_view text, Each each)
{
    while (!text.empty()) {
        const size_t end = std::min(text.find(','), text.size());
        SKIFF_TRY(each(text.substr(0, end)));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return {};
}

} // namespace

data::Value nodeObject(const NodeDescription& node)
{
    data::Object labels{{"beta.kubernetes.io/arch", node.architecture},
                        {"beta.kubernetes.io/os", "linux"},
                        {"kubernetes.io/arch", node.architecture},
                        {"kubernetes.io/hostname", node.name},
                        {"kubernetes.io/os", "linux"}};
    for (const auto& [key, value] : node.labels)
        labels[key] = value;
    data::Object spec;
    if (!node.podCidr.empty()) {
        spec["podCIDR"] = node.podCidr;
        spec["podCIDRs"] = data::Array{data::Value(node.podCidr)};
    }
    if (!node.taints.empty())
        spec["taints"] = node.taints;
    data::Object metadata{{"name", node.name}, {"labels", std::move(labels)}};
    metadata["annotations"] = data::Object{{"volumes.kubernetes.io/controller-managed-attach-detach", "true"}};
    return data::Object{{"metadata", std::move(metadata)}, {"spec", std::move(spec)}};
}

data::Value nodeStatus(const NodeDescription& node, const NodeHealth& health, data::Node current, WallTime now)
{
    data::Object status;
    status["addresses"] = data::Array{data::Object{{"type", "InternalIP"}, {"address", node.address}},
                                      data::Object{{"type", "Hostname"}, {"address", node.name}}};
    status["capacity"] = resources(node.capacity);
    status["allocatable"] = resources(node.capacity);
    status["daemonEndpoints"] = data::Object{{"kubeletEndpoint", data::Object{{"Port", node.kubeletPort}}}};
    status["conditions"] = data::Array{
        condition("MemoryPressure", false, "KubeletHasSufficientMemory", "kubelet has sufficient memory available",
                  current, now),
        condition("DiskPressure", false, "KubeletHasNoDiskPressure", "kubelet has no disk pressure", current, now),
        condition("PIDPressure", false, "KubeletHasSufficientPID", "kubelet has sufficient PID available", current,
                  now),
        condition("Ready", health.ready, health.ready ? "KubeletReady" : "KubeletNotReady",
                  health.ready ? "kubelet is posting ready status" : health.message, current, now),
    };
    status["nodeInfo"] = data::Object{
        {"machineID", node.machineId},
        {"systemUUID", node.systemUuid},
        {"bootID", node.bootId},
        {"kernelVersion", node.kernelVersion},
        {"osImage", node.osImage},
        {"containerRuntimeVersion", health.runtimeVersion},
        {"kubeletVersion", node.kubeletVersion},
        {"kubeProxyVersion", ""},
        {"operatingSystem", "linux"},
        {"architecture", node.architecture},
    };
    status["images"] = imageList(health.images);
    return status;
}

Result<std::map<std::string, std::string>> parseLabels(std::string_view text)
{
    std::map<std::string, std::string> labels;
    SKIFF_TRY(splitList(text, [&](std::string_view part) -> Status {
        const size_t equals = part.find('=');
        if (equals == std::string_view::npos || equals == 0)
            return Error{ErrorCode::InvalidArgument, fmt::format("label \"{}\" is not key=value", part)};
        labels[std::string(part.substr(0, equals))] = part.substr(equals + 1);
        return {};
    }));
    return labels;
}

Result<data::Array> parseTaints(std::string_view text)
{
    data::Array taints;
    SKIFF_TRY(splitList(text, [&](std::string_view part) -> Status {
        const size_t colon = part.rfind(':');
        if (colon == std::string_view::npos || colon == 0)
            return Error{ErrorCode::InvalidArgument, fmt::format("taint \"{}\" is not key=value:Effect", part)};
        const std::string_view pair = part.substr(0, colon);
        const size_t equals = std::min(pair.find('='), pair.size());
        data::Object taint{{"key", pair.substr(0, equals)}, {"effect", part.substr(colon + 1)}};
        if (equals < pair.size())
            taint["value"] = pair.substr(equals + 1);
        taints.push_back(std::move(taint));
        return {};
    }));
    return taints;
}

} // namespace skiff::kubelet
