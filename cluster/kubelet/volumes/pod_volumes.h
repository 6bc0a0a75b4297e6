#pragma once

#include "cluster/kubelet/config/sandbox_config.h"
#include "cluster/kubelet/volumes/mounter.h"
#include "cluster/kubelet/volumes/volume_sources.h"

namespace skiff::kubelet {

/// Where each volume of a pod lies on the node, by volume name.
using VolumePaths = std::map<std::string, std::string>;

/// Makes, refreshes and removes the volumes of pods below the node's data folder. Blocking: worker
/// threads only; the calls for one pod come one after the other, those for several pods side by side.
class PodVolumes
{
public:
    PodVolumes(NodePaths paths, VolumeSources sources, Mounter& mounter, const Clock& clock);

    /// Makes every volume ready. Errors read `MountVolume.SetUp failed for volume "x" : ...`.
    Result<VolumePaths> setUp(const Pod& pod, const PodPlace& place);
    /// Brings the files of running pods up to date (configMap, secret, downwardAPI, projected). An
    /// object that is gone leaves the old files.
    Status refresh(const Pod& pod, const PodPlace& place);
    /// Makes a volumeMount's subPath available under a path of its own; that path.
    Result<std::string> subPath(const Pod& pod, const std::string& volume, const std::string& volumePath,
                                const std::string& container, size_t mountIndex, const std::string& subPath);
    /// Unmounts and deletes all that the pod has on disk. Idempotent.
    Status tearDown(const std::string& uid);
    /// The uids of the pods that have something on disk.
    std::vector<std::string> podsOnDisk() const;

private:
    Result<std::string> setUpOne(data::Node volume, const Pod& pod, const PodPlace& place);
    Result<std::string> setUpEmptyDir(data::Node volume, const Pod& pod);
    std::string folderOf(const Pod& pod, std::string_view plugin, data::Node volume) const;

    NodePaths m_paths;
    VolumeSources m_sources;
    Mounter& m_mounter;
    const Clock& m_clock;
};

} // namespace skiff::kubelet
