#pragma once

#include "cluster/base/clock.h"
#include "cluster/machine/node_image.h"
#include "cluster/machine/profile.h"

#include <string>
#include <string_view>
#include <vector>

namespace skiff::machine {

/// What a removal of old images did.
struct PrunedImages
{
    std::vector<std::string> versions;
    uint64_t bytes = 0;
};

/// The folders of an image, as prune() keeps them.
std::vector<std::string> versionsOf(const NodeImage& image);

/// The folder in which versions of the node image gather, and who uses which.
///
/// A cluster that runs has a claim on its version: a file in `users/` with the profile's folder and the versions'
/// names. The claim goes when the cluster stops, since the next start takes the image that is current then. Files only;
/// any process.
class ImageCache
{
public:
    explicit ImageCache(std::string folder) : m_folder(std::move(folder)) {}
    /// The one that this image is in.
    static ImageCache holding(const NodeImage& image);

    /// Before machines or folders of the image are used: it is not removed from now on.
    Status claim(const ProfileFolder& user, const NodeImage& image) const;
    /// The profile does not run any more. Finds the cache by itself.
    static void release(const ProfileFolder& user);

    /// Removes versions that no cluster uses, that are none of `keep` and that nobody began to use for `unusedFor`, and
    /// what builds that were killed have left. Unavailable while an image is being made.
    Result<PrunedImages> prune(const std::vector<std::string>& keep, Duration unusedFor, WallTime now) const;

private:
    std::string m_folder;
};

} // namespace skiff::machine
