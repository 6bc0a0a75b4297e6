#pragma once

#include "app/model/edit/manifest.h"

#include <QStringList>

#include <stop_token>

namespace skiff::model::edit {

/// What reading files may cost.
struct ManifestLimits
{
    qint64 fileBytes = 16 * 1024 * 1024;
    qint64 totalBytes = 64 * 1024 * 1024;
    int files = 1000;
    int depth = 20; ///< of folders in folders
};

/// Reads files, and the .yaml, .yml and .json files inside folders, in the order of their names. Links are
/// followed, but no folder is read twice. What cannot be read is a problem of that file; helm charts and
/// kustomizations are named, not taken apart. Blocks: not on the GUI thread.
Manifest readManifests(const QStringList& paths, const ManifestLimits& limits = {}, const std::stop_token& stop = {});

} // namespace skiff::model::edit
