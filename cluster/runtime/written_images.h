#pragma once

#include "cluster/runtime/runtime.h"

#include <atomic>
#include <functional>
#include <mutex>
#include <string>

namespace skiff::runtime {

/// An image store whose images are on the disk before they count as there.
///
/// containerd does not wait for an image's files to be written (before 2.0 it has no such setting): a machine whose
/// plug is pulled soon after a pull keeps the image's name without its content, and cannot run its pods again. Owned by
/// whoever owns the store behind it; any thread.
class WrittenImages final : public ImageStore
{
public:
    /// `writeOut` returns when everything of the images that was written so far is on the disk.
    WrittenImages(ImageStore& images, std::function<Status()> writeOut)
        : m_images(images), m_writeOut(std::move(writeOut))
    {}

    Result<std::vector<Image>> listImages(const CallLimit& limit) override { return m_images.listImages(limit); }
    /// Also waits for an image that another pull has just brought, or one from before this process began.
    Result<std::optional<Image>> imageStatus(const std::string& reference, const CallLimit& limit) override;
    Result<std::string> pullImage(const std::string& reference, const std::optional<RegistryAuth>& auth,
                                  const SandboxConfig& sandbox, const CallLimit& limit) override;
    Status removeImage(const std::string& reference, const CallLimit& limit) override
    {
        return m_images.removeImage(reference, limit);
    }

private:
    ImageStore& m_images;
    std::function<Status()> m_writeOut;
    std::atomic<int> m_pulls = 0; ///< under way: their images may show before they are written
    std::mutex m_mutex;           ///< one writes out, the others wait for it
    bool m_unwritten = true;      ///< what was pulled before this process began
};

/// Waits until the file system that `folder` lies on has written everything.
Status syncFolder(const std::string& folder);

} // namespace skiff::runtime
