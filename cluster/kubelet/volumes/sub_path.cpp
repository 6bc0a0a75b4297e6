#include "cluster/kubelet/volumes/sub_path.h"

#include "cluster/base/file.h"
#include "cluster/kubelet/volumes/volume_files.h"

#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace skiff::kubelet {

namespace {

int openBeneath(int root, const std::string& path)
{
    struct open_how how = {};
    how.flags = O_PATH | O_CLOEXEC;
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
    return static_cast<int>(::syscall(SYS_openat2, root, path.c_str(), &how, sizeof how));
}

/// Makes the folders of `path` that are missing, each below the one that was opened before it.
int makeBeneath(int root, const std::string& path)
{
    int parent = ::fcntl(root, F_DUPFD_CLOEXEC, 0);
    for (size_t at = 0; parent >= 0 && at < path.size();) {
        const size_t end = std::min(path.find('/', at), path.size());
        const std::string part = path.substr(at, end - at);
        at = end + 1;
        if (part.empty() || part == ".")
            continue;
        if (::mkdirat(parent, part.c_str(), 0755) != 0 && errno != EEXIST) {
            ::close(parent);
            return -1;
        }
        const int next = openBeneath(parent, part);
        const int number = errno;
        ::close(parent);
        errno = number;
        parent = next;
    }
    return parent;
}

} // namespace

OpenPath::OpenPath(OpenPath&& other) noexcept : m_fd(std::exchange(other.m_fd, -1)), m_isFolder(other.m_isFolder) {}

OpenPath& OpenPath::operator=(OpenPath&& other) noexcept
{
    std::swap(m_fd, other.m_fd);
    std::swap(m_isFolder, other.m_isFolder);
    return *this;
}

OpenPath::~OpenPath()
{
    if (m_fd >= 0)
        ::close(m_fd);
}

Result<OpenPath> openSubPath(const std::string& root, const std::string& subPath)
{
    if (!staysInside(subPath))
        return Error{ErrorCode::InvalidArgument, fmt::format("subPath {} must be relative and stay inside", subPath)};
    const int folder = ::open(root.c_str(), O_PATH | O_CLOEXEC);
    if (folder < 0)
        return file::errorFromErrno(errno, "open", root);
    int fd = openBeneath(folder, subPath);
    if (fd < 0 && errno == ENOENT)
        fd = makeBeneath(folder, subPath);
    const int number = errno;
    ::close(folder);
    if (fd < 0)
        return file::errorFromErrno(number, "open below " + root, subPath);
    struct stat status = {};
    const bool isFolder = ::fstat(fd, &status) == 0 && S_ISDIR(status.st_mode);
    return OpenPath(fd, isFolder);
}

} // namespace skiff::kubelet
