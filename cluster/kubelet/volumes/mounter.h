#pragma once

#include "cluster/base/result.h"

#include <cstdint>
#include <string>

namespace skiff::kubelet {

/// The few mount calls that volumes need. Any thread.
class Mounter
{
public:
    virtual ~Mounter() = default;
    /// A tmpfs on `folder`, mode 0755; `sizeBytes` 0: half of the memory. Nothing happens when one is there.
    virtual Status mountTmpfs(const std::string& folder, int64_t sizeBytes) = 0;
    /// Makes the open file or folder `fd` appear at `target`, which is made when missing. What is
    /// mounted there goes: it may be a file that an update has replaced since.
    virtual Status bind(int fd, const std::string& target, bool isFolder) = 0;
    /// Takes away every mount at or below `folder`. Idempotent.
    virtual Status unmountBelow(const std::string& folder) = 0;
};

/// The kernel's mounts, in the mount namespace of this process.
class SystemMounter final : public Mounter
{
public:
    Status mountTmpfs(const std::string& folder, int64_t sizeBytes) override;
    Status bind(int fd, const std::string& target, bool isFolder) override;
    Status unmountBelow(const std::string& folder) override;
};

} // namespace skiff::kubelet
