#include "cluster/kubelet/volumes/host_path.h"

#include "cluster/base/file.h"

#include <cerrno>
#include <filesystem>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace skiff::kubelet {

namespace {

struct Kind
{
    std::string_view type;
    mode_t format;
    std::string_view words;
};

constexpr Kind Kinds[] = {
    {"Directory", S_IFDIR, "a directory"},
    {"DirectoryOrCreate", S_IFDIR, "a directory"},
    {"File", S_IFREG, "a file"},
    {"FileOrCreate", S_IFREG, "a file"},
    {"Socket", S_IFSOCK, "a socket file"},
    {"CharDevice", S_IFCHR, "a character device"},
    {"BlockDevice", S_IFBLK, "a block device"},
};

Status createFile(const std::string& path)
{
    const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
    if (fd < 0)
        return file::errorFromErrno(errno, "create", path);
    ::close(fd);
    return {};
}

} // namespace

Status prepareHostPath(const std::string& path, std::string_view type)
{
    if (type.empty())
        return {};
    struct stat status = {};
    const bool exists = ::stat(path.c_str(), &status) == 0;
    if (!exists && type == "DirectoryOrCreate")
        return file::makeFolders(path, 0755);
    if (!exists && type == "FileOrCreate")
        return createFile(path);
    for (const Kind& kind : Kinds) {
        if (kind.type != type)
            continue;
        if (exists && (status.st_mode & S_IFMT) == kind.format)
            return {};
        return Error{ErrorCode::NotFound, fmt::format("hostPath type check failed: {} is not {}", path, kind.words)};
    }
    return Error{ErrorCode::InvalidArgument, fmt::format("{} is an invalid volume type", type)};
}

} // namespace skiff::kubelet
