#include "cluster/store/sqlite/folder_lock.h"

#include "cluster/base/file.h"

#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <fmt/core.h>

namespace skiff::store::sqlite {

namespace {

std::string holder(int descriptor)
{
    char text[32] = {};
    const ssize_t length = ::pread(descriptor, text, sizeof text - 1, 0);
    return length > 0 ? fmt::format(" (process {})", std::string_view(text, size_t(length))) : std::string();
}

} // namespace

Result<FolderLock> FolderLock::take(const std::string& path)
{
    FolderLock lock(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (lock.m_descriptor < 0)
        return file::errorFromErrno(errno, "open", path);
    if (::flock(lock.m_descriptor, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK)
            return file::errorFromErrno(errno, "lock", path);
        return Error{ErrorCode::Unavailable,
                     fmt::format("store {}: in use by another process{}", path, holder(lock.m_descriptor))};
    }
    // The number only helps people; the lock itself is what counts.
    const std::string number = std::to_string(::getpid());
    if (::ftruncate(lock.m_descriptor, 0) != 0 || ::pwrite(lock.m_descriptor, number.data(), number.size(), 0) < 0)
        return file::errorFromErrno(errno, "write", path);
    return lock;
}

FolderLock::FolderLock(FolderLock&& other) noexcept : m_descriptor(std::exchange(other.m_descriptor, -1)) {}

FolderLock::~FolderLock()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

} // namespace skiff::store::sqlite
