#pragma once

#include "cluster/base/result.h"

#include <string>

namespace skiff::store::sqlite {

/// Holds a lock file for as long as it lives, so that one process at a time uses a folder. The
/// kernel drops the lock when the process dies.
class FolderLock
{
public:
    /// Unavailable with the holder's process id when another has it.
    static Result<FolderLock> take(const std::string& path);

    FolderLock(FolderLock&& other) noexcept;
    FolderLock& operator=(FolderLock&&) = delete;
    ~FolderLock();

private:
    explicit FolderLock(int descriptor) : m_descriptor(descriptor) {}
    int m_descriptor = -1;
};

} // namespace skiff::store::sqlite
