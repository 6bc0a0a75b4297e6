#include "cluster/machine/guest/unix_socket.h"

#include "cluster/base/file.h"

#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace skiff::machine::guest {

Status checkSocketPath(const std::string& path)
{
    if (path.size() < sizeof(sockaddr_un::sun_path))
        return {};
    return {
        ErrorCode::InvalidArgument,
        fmt::format("{} is too long for a socket: set SKIFF_HOME to a shorter path, or give the profile a shorter name",
                    path)};
}

Result<int> connectTo(const std::string& path)
{
    SKIFF_TRY(checkSocketPath(path));
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return file::errorFromErrno(errno, "make a socket for", path);
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.data(), path.size());
    if (connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
        return fd;
    const int number = errno;
    close(fd);
    Error error = file::errorFromErrno(number, "connect to", path);
    if (number == ENOENT || number == ECONNREFUSED)
        error.code = ErrorCode::Unavailable;
    return error;
}

} // namespace skiff::machine::guest
