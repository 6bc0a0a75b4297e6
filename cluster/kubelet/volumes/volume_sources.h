#pragma once

#include "cluster/kubelet/config/referenced_objects.h"
#include "cluster/kubelet/volumes/token_source.h"
#include "cluster/kubelet/volumes/volume_files.h"

namespace skiff::kubelet {

/// What the contents of volumes are made from.
struct VolumeSources
{
    const Allocatable& allocatable;
    ReferencedObjects& objects;
    TokenSource& tokens;
};

/// True for volumes whose files the kubelet writes and keeps up to date: configMap, secret,
/// downwardAPI, projected.
bool hasContents(data::Node volume);

/// The files of such a volume now. Errors carry the words of a FailedMount event.
Result<VolumeFiles> volumeContents(data::Node volume, const Pod& pod, const PodPlace& place,
                                   const VolumeSources& sources);

} // namespace skiff::kubelet
