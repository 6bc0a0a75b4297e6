#include "cluster/base/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace skiff::file {

namespace {

/// Closes a descriptor at the end of its scope.
class Descriptor
{
public:
    explicit Descriptor(int number) : m_number(number) {}
    ~Descriptor() { close(); }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    int number() const { return m_number; }
    bool valid() const { return m_number >= 0; }
    int close()
    {
        const int result = valid() ? ::close(m_number) : 0;
        m_number = -1;
        return result;
    }

private:
    int m_number;
};

Status writeAll(const Descriptor& out, std::string_view content, const std::string& path)
{
    while (!content.empty()) {
        const ssize_t count = ::write(out.number(), content.data(), content.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return errorFromErrno(errno, "write", path);
        content.remove_prefix(size_t(count));
    }
    return {};
}

void syncFolderOf(const std::string& path)
{
    const size_t slash = path.rfind('/');
    const Descriptor folder(::open(slash == std::string::npos ? "." : path.substr(0, slash + 1).c_str(),
                                   O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (folder.valid())
        ::fsync(folder.number());
}

} // namespace

Error errorFromErrno(int number, std::string_view what, std::string_view path)
{
    std::string message;
    message.append(what).append(" ").append(path).append(": ").append(std::strerror(number));
    switch (number) {
    case ENOENT:
    case ENOTDIR: return {ErrorCode::NotFound, message};
    case EACCES:
    case EPERM:
    case EROFS: return {ErrorCode::PermissionDenied, message};
    case EEXIST: return {ErrorCode::AlreadyExists, message};
    case ENOSPC:
    case EDQUOT:
    case EMFILE:
    case ENFILE: return {ErrorCode::ResourceExhausted, message};
    default: return {ErrorCode::Unavailable, message};
    }
}

Result<std::string> read(const std::string& path)
{
    const Descriptor in(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!in.valid())
        return errorFromErrno(errno, "open", path);
    std::string content;
    char block[16384];
    while (true) {
        const ssize_t count = ::read(in.number(), block, sizeof block);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return errorFromErrno(errno, "read", path);
        if (count == 0)
            return content;
        content.append(block, size_t(count));
    }
}

Status writeAtomically(const std::string& path, std::string_view content, unsigned mode)
{
    std::string temporary = path + ".XXXXXX";
    Descriptor out(::mkostemp(temporary.data(), O_CLOEXEC));
    if (!out.valid())
        return errorFromErrno(errno, "create", temporary);
    Status status = writeAll(out, content, temporary);
    if (status.ok() && (::fchmod(out.number(), mode) != 0 || ::fsync(out.number()) != 0 || out.close() != 0))
        status = errorFromErrno(errno, "write", temporary);
    if (status.ok() && ::rename(temporary.c_str(), path.c_str()) != 0)
        status = errorFromErrno(errno, "rename", path);
    if (!status.ok()) {
        ::unlink(temporary.c_str());
        return status;
    }
    syncFolderOf(path);
    return {};
}

Status makeFolders(const std::string& path, unsigned mode)
{
    for (size_t end = 1; end <= path.size(); ++end) {
        if (end != path.size() && path[end] != '/')
            continue;
        const std::string part = path.substr(0, end);
        if (::mkdir(part.c_str(), mode) == 0)
            continue;
        struct stat info{};
        if (errno != EEXIST)
            return errorFromErrno(errno, "create folder", part);
        if (::stat(part.c_str(), &info) != 0 || !S_ISDIR(info.st_mode))
            return Error{ErrorCode::AlreadyExists, "create folder " + part + ": a file of that name is in the way"};
    }
    return {};
}

} // namespace skiff::file
