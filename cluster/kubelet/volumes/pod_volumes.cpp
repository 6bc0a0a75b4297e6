#include "cluster/kubelet/volumes/pod_volumes.h"

#include "cluster/base/file.h"
#include "cluster/data/quantity.h"
#include "cluster/kubelet/volumes/atomic_writer.h"
#include "cluster/kubelet/volumes/host_path.h"
#include "cluster/kubelet/volumes/sub_path.h"

#include <cerrno>
#include <filesystem>

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace skiff::kubelet {

namespace fs = std::filesystem;

namespace {

std::optional<int64_t> fsGroup(const Pod& pod)
{
    return pod.spec()["securityContext"]["fsGroup"].asInt();
}

/// "kubernetes.io~configmap" for a volume with a configMap source, as other tools expect below pods/UID/volumes.
std::string_view pluginOf(data::Node volume)
{
    if (volume["configMap"])
        return "kubernetes.io~configmap";
    if (volume["secret"])
        return "kubernetes.io~secret";
    return volume["downwardAPI"] ? "kubernetes.io~downward-api" : "kubernetes.io~projected";
}

/// Secrets and tokens never reach a disk.
bool staysInMemory(data::Node volume)
{
    return volume["secret"] || volume["projected"] || volume["downwardAPI"];
}

std::string_view sourceName(data::Node volume)
{
    for (auto member = volume.begin(); member != volume.end(); ++member) {
        if (member.key() != "name")
            return member.key();
    }
    return "emptyDir";
}

Error inVolume(data::Node volume, const Error& error)
{
    return Error{error.code, fmt::format("MountVolume.SetUp failed for volume \"{}\" : {}", volume["name"].asString(),
                                         error.message)};
}

} // namespace

PodVolumes::PodVolumes(NodePaths paths, VolumeSources sources, Mounter& mounter, const Clock& clock)
    : m_paths(std::move(paths)), m_sources(sources), m_mounter(mounter), m_clock(clock)
{}

std::string PodVolumes::folderOf(const Pod& pod, std::string_view plugin, data::Node volume) const
{
    return fmt::format("{}/volumes/{}/{}", m_paths.podFolder(pod.uid()), plugin, volume["name"].asString());
}

Result<VolumePaths> PodVolumes::setUp(const Pod& pod, const PodPlace& place)
{
    VolumePaths paths;
    for (const data::Node volume : pod.spec()["volumes"]) {
        auto path = setUpOne(volume, pod, place);
        if (!path.ok())
            return inVolume(volume, path.error());
        paths[std::string(volume["name"].asString())] = std::move(path).value();
    }
    return paths;
}

Result<std::string> PodVolumes::setUpOne(data::Node volume, const Pod& pod, const PodPlace& place)
{
    if (hasContents(volume)) {
        std::string folder = folderOf(pod, pluginOf(volume), volume);
        if (staysInMemory(volume)) {
            SKIFF_TRY(file::makeFolders(folder, 0755));
            SKIFF_TRY(m_mounter.mountTmpfs(folder, 0));
        }
        SKIFF_TRY_ASSIGN(const VolumeFiles files, volumeContents(volume, pod, place, m_sources));
        SKIFF_TRY(writeVolume(folder, files, fsGroup(pod), m_clock.now()));
        return folder;
    }
    if (const data::Node hostPath = volume["hostPath"]) {
        std::string path(hostPath["path"].asString());
        SKIFF_TRY(prepareHostPath(path, hostPath["type"].asString()));
        return path;
    }
    const std::string_view kind = sourceName(volume);
    if (kind == "emptyDir")
        return setUpEmptyDir(volume, pod);
    return Error{ErrorCode::Unsupported, fmt::format("volumes of type {} are not supported on this node yet", kind)};
}

Result<std::string> PodVolumes::setUpEmptyDir(data::Node volume, const Pod& pod)
{
    std::string folder = folderOf(pod, "kubernetes.io~empty-dir", volume);
    const data::Node source = volume["emptyDir"];
    SKIFF_TRY(file::makeFolders(folder, 0755));
    const std::string_view medium = source["medium"].asString();
    if (medium == "Memory") {
        const auto limit = data::Quantity::parse(source["sizeLimit"].asString());
        SKIFF_TRY(m_mounter.mountTmpfs(folder, limit.ok() ? limit->value() : 0));
    } else if (!medium.empty()) {
        return Error{ErrorCode::Unsupported, fmt::format("medium {} is not supported on this node", medium)};
    }
    const auto group = fsGroup(pod);
    if (group && ::chown(folder.c_str(), static_cast<uid_t>(-1), static_cast<gid_t>(*group)) != 0)
        return file::errorFromErrno(errno, "change the group of", folder);
    if (::chmod(folder.c_str(), group ? 02777 : 0777) != 0)
        return file::errorFromErrno(errno, "change the mode of", folder);
    return folder;
}

Status PodVolumes::refresh(const Pod& pod, const PodPlace& place)
{
    Status result;
    for (const data::Node volume : pod.spec()["volumes"]) {
        if (!hasContents(volume))
            continue;
        const auto files = volumeContents(volume, pod, place, m_sources);
        if (!files.ok()) {
            result = inVolume(volume, files.error());
            continue;
        }
        const auto written = writeVolume(folderOf(pod, pluginOf(volume), volume), *files, fsGroup(pod), m_clock.now());
        if (!written.ok())
            result = inVolume(volume, written.error());
    }
    return result;
}

Result<std::string> PodVolumes::subPath(const Pod& pod, const std::string& volume, const std::string& volumePath,
                                        const std::string& container, size_t mountIndex, const std::string& subPath)
{
    SKIFF_TRY_ASSIGN(const OpenPath opened, openSubPath(volumePath, subPath));
    std::string target =
        fmt::format("{}/volume-subpaths/{}/{}/{}", m_paths.podFolder(pod.uid()), volume, container, mountIndex);
    SKIFF_TRY(m_mounter.bind(opened.fd(), target, opened.isFolder()));
    return target;
}

Status PodVolumes::tearDown(const std::string& uid)
{
    const std::string folder = m_paths.podFolder(uid);
    std::error_code error;
    if (uid.empty() || !fs::exists(folder, error))
        return {};
    SKIFF_TRY(m_mounter.unmountBelow(folder));
    fs::remove_all(folder, error);
    if (error)
        return Error{ErrorCode::Internal, fmt::format("cannot remove {}: {}", folder, error.message())};
    return {};
}

std::vector<std::string> PodVolumes::podsOnDisk() const
{
    std::vector<std::string> uids;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(m_paths.data + "/pods", error))
        uids.push_back(entry.path().filename().string());
    return uids;
}

} // namespace skiff::kubelet
