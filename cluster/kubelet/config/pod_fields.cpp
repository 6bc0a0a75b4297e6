#include "cluster/kubelet/config/pod_fields.h"

#include "cluster/data/quantity.h"

#include <map>

#include <fmt/format.h>

namespace skiff::kubelet {

namespace {

std::string joined(const std::vector<std::string>& texts)
{
    return fmt::format("{}", fmt::join(texts, ","));
}

/// All members of a string map, one `key="value"` a line, sorted, with Go's escapes.
std::string mapLines(data::Node map)
{
    std::map<std::string, std::string> sorted;
    for (auto member = map.begin(); member != map.end(); ++member)
        sorted[std::string(member.key())] = data::toJson(data::Value((*member).asString()));
    std::string lines;
    for (const auto& [key, value] : sorted)
        lines += fmt::format("{}{}={}", lines.empty() ? "" : "\n", key, value);
    return lines;
}

/// "app" from "metadata.labels['app']" when `path` starts with `prefix` and has such a subscript.
std::optional<std::string_view> subscript(std::string_view path, std::string_view prefix)
{
    if (!path.starts_with(prefix))
        return std::nullopt;
    path.remove_prefix(prefix.size());
    if (path.size() < 4 || !path.starts_with("['") || !path.ends_with("']"))
        return std::nullopt;
    return path.substr(2, path.size() - 4);
}

Result<int64_t> milli(data::Node quantity, int64_t fallback)
{
    if (!quantity)
        return fallback;
    SKIFF_TRY_ASSIGN(const data::Quantity parsed, data::Quantity::parse(quantity.asString()));
    return parsed.milliValue();
}

int64_t fallbackMilli(std::string_view resource, const Allocatable& allocatable)
{
    if (resource == "limits.cpu")
        return allocatable.milliCpu;
    if (resource == "limits.memory")
        return allocatable.memoryBytes * 1000;
    return resource == "limits.ephemeral-storage" ? allocatable.ephemeralStorageBytes * 1000 : 0;
}

} // namespace

Result<std::string> podField(const Pod& pod, const PodPlace& place, std::string_view fieldPath)
{
    const auto first = [](const std::vector<std::string>& list) {
        return list.empty() ? std::string() : list.front();
    };
    for (const std::string_view map : {"labels", "annotations"}) {
        const std::string prefix = fmt::format("metadata.{}", map);
        if (fieldPath == prefix)
            return mapLines(pod.metadata()[map]);
        if (const auto key = subscript(fieldPath, prefix))
            return std::string(pod.metadata()[map][*key].asString());
    }
    if (fieldPath == "metadata.name")
        return pod.name();
    if (fieldPath == "metadata.namespace")
        return pod.namespaceName();
    if (fieldPath == "metadata.uid")
        return pod.uid();
    if (fieldPath == "spec.nodeName")
        return place.nodeName;
    if (fieldPath == "spec.serviceAccountName")
        return std::string(pod.spec()["serviceAccountName"].asString());
    if (fieldPath == "status.hostIP")
        return first(place.hostIps);
    if (fieldPath == "status.hostIPs")
        return joined(place.hostIps);
    if (fieldPath == "status.podIP")
        return first(place.podIps);
    if (fieldPath == "status.podIPs")
        return joined(place.podIps);
    return Error{ErrorCode::InvalidArgument, fmt::format("unsupported fieldPath: {}", fieldPath)};
}

Result<std::string> containerResource(data::Node container, data::Node resourceFieldRef, const Allocatable& allocatable)
{
    const std::string_view resource = resourceFieldRef["resource"].asString();
    const size_t dot = resource.find('.');
    const std::string_view list = resource.substr(0, dot);
    if (dot == std::string_view::npos || (list != "limits" && list != "requests"))
        return Error{ErrorCode::InvalidArgument, fmt::format("unsupported container resource : {}", resource)};
    const data::Node quantity = container["resources"][list][resource.substr(dot + 1)];
    SKIFF_TRY_ASSIGN(const int64_t value, milli(quantity, fallbackMilli(resource, allocatable)));
    SKIFF_TRY_ASSIGN(int64_t divisor, milli(resourceFieldRef["divisor"], 1000));
    if (divisor <= 0)
        divisor = 1000;
    return std::to_string(value / divisor + (value % divisor > 0 ? 1 : 0));
}

} // namespace skiff::kubelet
