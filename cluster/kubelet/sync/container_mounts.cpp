#include "cluster/kubelet/sync/container_mounts.h"

#include "cluster/base/file.h"
#include "cluster/kubelet/config/env.h"
#include "cluster/kubelet/sync/termination_message.h"

#include <algorithm>
#include <cerrno>
#include <filesystem>

#include <fmt/format.h>
#include <sys/stat.h>

namespace skiff::kubelet {

namespace {

constexpr std::string_view HostsFile = "/etc/hosts";

runtime::Mount::Propagation propagation(std::string_view mode)
{
    if (mode == "Bidirectional")
        return runtime::Mount::Propagation::Bidirectional;
    return mode == "HostToContainer" ? runtime::Mount::Propagation::HostToContainer
                                     : runtime::Mount::Propagation::Private;
}

/// Secrets and the like are never written through a container.
bool alwaysReadonly(data::Node volume)
{
    return volume["configMap"] || volume["secret"] || volume["downwardAPI"] || volume["projected"];
}

data::Node volumeNamed(const Pod& pod, std::string_view name)
{
    for (const data::Node volume : pod.spec()["volumes"]) {
        if (volume["name"].asString() == name)
            return volume;
    }
    return {};
}

/// Collects the mounts of one container.
class MountBuilder
{
public:
    MountBuilder(const PodContext& context, const Pod& pod, const ContainerSpec& container)
        : m_context(context), m_pod(pod), m_container(container)
    {}

    Status addVolumes(const VolumePaths& volumes, const EnvList& env)
    {
        size_t index = 0;
        for (const data::Node mount : m_container.node["volumeMounts"])
            SKIFF_TRY(addVolume(mount, index++, volumes, env));
        return {};
    }

    Status addHosts(const PodPlace& place)
    {
        if (mounted(HostsFile))
            return {};
        SKIFF_TRY_ASSIGN(const PodHostName name, podHostName(m_pod, m_context.node.dns.domain));
        const std::string path = m_context.node.paths.podFolder(m_pod.uid()) + "/etc-hosts";
        SKIFF_TRY(file::makeFolders(m_context.node.paths.podFolder(m_pod.uid()), 0750));
        SKIFF_TRY(file::writeAtomically(path, podHostsFile(m_pod, name, place.podIps, m_context.node.nodeHosts), 0644));
        m_mounts.push_back({std::string(HostsFile), path, false, false, runtime::Mount::Propagation::Private});
        return {};
    }

    Status addTerminationMessage(uint32_t attempt)
    {
        const std::string_view target = m_container.node["terminationMessagePath"].asString();
        if (target.empty())
            return {};
        const std::string path = terminationMessageFile(m_context.node.paths, m_pod.uid(), m_container.name, attempt);
        SKIFF_TRY(file::makeFolders(std::filesystem::path(path).parent_path().string(), 0750));
        SKIFF_TRY(file::writeAtomically(path, "", 0666));
        // The container may run as any user; the mask of this process does not apply to chmod.
        if (::chmod(path.c_str(), 0666) != 0)
            return file::errorFromErrno(errno, "change the mode of", path);
        m_mounts.push_back({std::string(target), path, false, false, runtime::Mount::Propagation::Private});
        return {};
    }

    std::vector<runtime::Mount> take() { return std::move(m_mounts); }

private:
    bool mounted(std::string_view path) const
    {
        return std::any_of(m_mounts.begin(), m_mounts.end(),
                           [&](const runtime::Mount& mount) { return mount.containerPath == path; });
    }

    Status addVolume(data::Node mount, size_t index, const VolumePaths& volumes, const EnvList& env)
    {
        const std::string name(mount["name"].asString());
        const auto found = volumes.find(name);
        if (found == volumes.end())
            return Error{ErrorCode::NotFound, fmt::format("cannot find volume \"{}\" to mount into container \"{}\"",
                                                          name, m_container.name)};
        std::string source = found->second;
        std::string subPath(mount["subPath"].asString());
        if (const std::string_view expression = mount["subPathExpr"].asString(); !expression.empty())
            subPath = expandWith(env, expression);
        if (!subPath.empty()) {
            SKIFF_TRY_ASSIGN(source, m_context.volumes.subPath(m_pod, name, source, m_container.name, index, subPath));
        }
        const bool readonly = mount["readOnly"].asBool() || alwaysReadonly(volumeNamed(m_pod, name));
        std::string target(mount["mountPath"].asString());
        if (!target.starts_with('/'))
            target.insert(target.begin(), '/');
        m_mounts.push_back(
            {std::move(target), std::move(source), readonly, false, propagation(mount["mountPropagation"].asString())});
        return {};
    }

    const PodContext& m_context;
    const Pod& m_pod;
    const ContainerSpec& m_container;
    std::vector<runtime::Mount> m_mounts;
};

} // namespace

Result<std::vector<runtime::Mount>> containerMounts(const PodContext& context, const Pod& pod,
                                                    const ContainerSpec& container, uint32_t attempt,
                                                    const VolumePaths& volumes, const PodPlace& place,
                                                    const EnvList& env)
{
    MountBuilder builder(context, pod, container);
    SKIFF_TRY(builder.addVolumes(volumes, env));
    SKIFF_TRY(builder.addHosts(place));
    SKIFF_TRY(builder.addTerminationMessage(attempt));
    return builder.take();
}

} // namespace skiff::kubelet
