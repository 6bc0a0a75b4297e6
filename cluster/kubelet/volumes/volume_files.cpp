#include "cluster/kubelet/volumes/volume_files.h"

#include <fmt/format.h>

namespace skiff::kubelet {

namespace {

uint32_t modeOf(data::Node item, uint32_t defaultMode)
{
    return static_cast<uint32_t>(item["mode"].asInt().value_or(defaultMode));
}

Error leaves(std::string_view path)
{
    return Error{ErrorCode::InvalidArgument, fmt::format("path {} must be relative and stay inside the volume", path)};
}

} // namespace

bool staysInside(std::string_view path)
{
    if (path.empty() || path.front() == '/')
        return false;
    while (!path.empty()) {
        const size_t end = std::min(path.find('/'), path.size());
        if (path.substr(0, end) == "..")
            return false;
        path.remove_prefix(std::min(end + 1, path.size()));
    }
    return true;
}

Result<VolumeFiles> payloadFiles(const std::map<std::string, std::string>& payload, data::Node source,
                                 uint32_t defaultMode)
{
    VolumeFiles files;
    const data::Node items = source["items"];
    if (items.size() == 0) {
        for (const auto& [key, content] : payload)
            files[key] = {content, defaultMode};
        return files;
    }
    for (const data::Node item : items) {
        const std::string key(item["key"].asString());
        const std::string path(item["path"].asString());
        if (!staysInside(path))
            return leaves(path);
        const auto found = payload.find(key);
        if (found != payload.end())
            files[path] = {found->second, modeOf(item, defaultMode)};
        else if (!source["optional"].asBool())
            return Error{ErrorCode::NotFound, fmt::format("references non-existent key: {}", key)};
    }
    return files;
}

Result<VolumeFiles> downwardFiles(data::Node items, const Pod& pod, const PodPlace& place,
                                  const Allocatable& allocatable, uint32_t defaultMode)
{
    VolumeFiles files;
    for (const data::Node item : items) {
        const std::string path(item["path"].asString());
        if (!staysInside(path))
            return leaves(path);
        VolumeFile file{{}, modeOf(item, defaultMode)};
        if (const data::Node field = item["fieldRef"]) {
            SKIFF_TRY_ASSIGN(file.content, podField(pod, place, field["fieldPath"].asString()));
        } else {
            const data::Node reference = item["resourceFieldRef"];
            const ContainerSpec* container = pod.container(reference["containerName"].asString());
            if (container == nullptr)
                return Error{ErrorCode::NotFound,
                             fmt::format("container {} not found", reference["containerName"].asString())};
            SKIFF_TRY_ASSIGN(file.content, containerResource(container->node, reference, allocatable));
        }
        files[path] = std::move(file);
    }
    return files;
}

} // namespace skiff::kubelet
