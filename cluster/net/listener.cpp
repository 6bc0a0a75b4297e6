#include "cluster/net/listener.h"

#include "cluster/base/file.h"
#include "cluster/base/log.h"
#include "cluster/net/socket.h"

#include <fmt/format.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

namespace skiff::net {

namespace {

constexpr int backlog = 512;
constexpr auto pauseWithoutDescriptors = std::chrono::milliseconds(100);

std::string describe(const sockaddr_storage& address)
{
    char text[INET6_ADDRSTRLEN] = {};
    if (address.ss_family == AF_INET) {
        const auto& v4 = reinterpret_cast<const sockaddr_in&>(address);
        inet_ntop(AF_INET, &v4.sin_addr, text, sizeof(text));
        return fmt::format("{}:{}", text, ntohs(v4.sin_port));
    }
    if (address.ss_family == AF_INET6) {
        const auto& v6 = reinterpret_cast<const sockaddr_in6&>(address);
        inet_ntop(AF_INET6, &v6.sin6_addr, text, sizeof(text));
        return fmt::format("[{}]:{}", text, ntohs(v6.sin6_port));
    }
    return "unix";
}

/// True when nobody listens on the socket file at `address`.
bool isStale(const sockaddr_un& address)
{
    const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int outcome = ::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address));
    const bool stale = outcome != 0 && errno == ECONNREFUSED;
    ::close(fd);
    return stale;
}

} // namespace

Listener::~Listener()
{
    if (m_fd >= 0)
        ::close(m_fd);
    if (!m_unixPath.empty())
        ::unlink(m_unixPath.c_str());
}

Status Listener::bindTcp(const std::string& address, uint16_t port)
{
    sockaddr_storage storage{};
    unsigned size = 0;
    auto& v4 = reinterpret_cast<sockaddr_in&>(storage);
    auto& v6 = reinterpret_cast<sockaddr_in6&>(storage);
    if (inet_pton(AF_INET, address.c_str(), &v4.sin_addr) == 1) {
        v4.sin_family = AF_INET;
        v4.sin_port = htons(port);
        size = sizeof(v4);
    } else if (inet_pton(AF_INET6, address.c_str(), &v6.sin6_addr) == 1) {
        v6.sin6_family = AF_INET6;
        v6.sin6_port = htons(port);
        size = sizeof(v6);
    } else {
        return {ErrorCode::InvalidArgument, fmt::format("\"{}\" is no numeric IP address to listen on", address)};
    }
    const int fd = ::socket(storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    const int on = 1;
    ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    SKIFF_TRY(bindTo(fd, &storage, size, fmt::format("{}:{}", address, port)));
    socklen_t length = sizeof(storage);
    ::getsockname(m_fd, reinterpret_cast<sockaddr*>(&storage), &length);
    m_port = ntohs(storage.ss_family == AF_INET ? v4.sin_port : v6.sin6_port);
    return {};
}

Status Listener::bindUnix(const std::string& path)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof(address.sun_path))
        return {ErrorCode::InvalidArgument, fmt::format("socket path {} is longer than 107 characters", path)};
    std::memcpy(address.sun_path, path.data(), path.size());
    struct stat info
    {};
    if (::lstat(path.c_str(), &info) == 0 && S_ISSOCK(info.st_mode) && isStale(address))
        ::unlink(path.c_str());
    const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    ::fchmod(fd, 0600); // the mode of the file that bind() makes
    SKIFF_TRY(bindTo(fd, &address, sizeof(address), path));
    m_unixPath = path;
    return {};
}

Status Listener::bindTo(int fd, const void* address, unsigned size, const std::string& what)
{
    m_fd = fd;
    if (fd >= 0 && ::bind(fd, static_cast<const sockaddr*>(address), size) == 0 && ::listen(fd, backlog) == 0)
        return {};
    const int number = errno;
    ErrorCode code = ErrorCode::Unavailable;
    if (number == EADDRINUSE)
        code = ErrorCode::AlreadyExists;
    else if (number == EACCES || number == EPERM)
        code = ErrorCode::PermissionDenied;
    else if (number == EADDRNOTAVAIL || number == ENOENT)
        code = ErrorCode::InvalidArgument;
    return {code, fmt::format("listening on {} failed: {}", what, std::generic_category().message(number))};
}

void Listener::start(std::function<void(int, std::string)> accepted)
{
    m_accepted = std::move(accepted);
    m_descriptor.emplace(m_loop->context(), std::exchange(m_fd, -1));
    m_pause.emplace(m_loop->context());
    m_loop->post([self = shared_from_this()] { self->waitForOne(); });
}

void Listener::close()
{
    boost::system::error_code ignored;
    if (m_descriptor)
        m_descriptor->close(ignored);
    if (m_pause)
        m_pause->cancel();
    m_accepted = nullptr;
}

void Listener::waitForOne()
{
    if (!m_descriptor->is_open())
        return;
    m_descriptor->async_wait(boost::asio::posix::stream_descriptor::wait_read,
                             [self = shared_from_this()](const boost::system::error_code& error) {
                                 if (!error)
                                     self->acceptAll();
                             });
}

void Listener::acceptAll()
{
    while (m_descriptor->is_open()) {
        sockaddr_storage address{};
        socklen_t size = sizeof(address);
        const int fd = ::accept4(m_descriptor->native_handle(), reinterpret_cast<sockaddr*>(&address), &size,
                                 SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0 && (errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS)) {
            log::warning("net", "accepting a connection failed: {}", std::generic_category().message(errno));
            m_pause->expires_after(pauseWithoutDescriptors);
            m_pause->async_wait([self = shared_from_this()](const boost::system::error_code& error) {
                if (!error)
                    self->acceptAll();
            });
            return;
        }
        if (fd < 0 && (errno == EINTR || errno == ECONNABORTED))
            continue;
        if (fd < 0)
            break;
        if (address.ss_family != AF_UNIX)
            prepareTcp(fd);
        m_accepted(fd, describe(address));
    }
    waitForOne();
}

} // namespace skiff::net
