#include "cluster/dns/socket.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace skiff::dns {

namespace {

Result<sockaddr_in> socketAddress(const std::string& address, uint16_t port)
{
    sockaddr_in result{};
    result.sin_family = AF_INET;
    result.sin_port = htons(port);
    if (inet_pton(AF_INET, address.c_str(), &result.sin_addr) != 1)
        return Error{ErrorCode::InvalidArgument, "not an IPv4 address: " + address};
    return result;
}

Error failure(const char* what, const std::string& address, uint16_t port)
{
    const int number = errno;
    const ErrorCode code = number == EADDRINUSE      ? ErrorCode::AlreadyExists
                           : number == EACCES        ? ErrorCode::PermissionDenied
                           : number == EADDRNOTAVAIL ? ErrorCode::NotFound
                                                     : ErrorCode::Unavailable;
    return {code, fmt::format("dns: {} {}:{}: {}", what, address, port, std::strerror(number))};
}

} // namespace

Socket::~Socket()
{
    if (m_fd >= 0)
        ::close(m_fd);
}

Result<Socket> Socket::bound(int type, const std::string& address, uint16_t port)
{
    SKIFF_TRY_ASSIGN(const sockaddr_in name, socketAddress(address, port));
    Socket socket(::socket(AF_INET, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!socket.valid())
        return failure("open a socket for", address, port);
    const int yes = 1;
    if (type == SOCK_STREAM)
        ::setsockopt(socket.fd(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (::bind(socket.fd(), reinterpret_cast<const sockaddr*>(&name), sizeof name) != 0)
        return failure("listen on", address, port);
    if (type == SOCK_STREAM && ::listen(socket.fd(), 64) != 0)
        return failure("listen on", address, port);
    return socket;
}

Result<Socket> Socket::connected(int type, const std::string& address, uint16_t port)
{
    SKIFF_TRY_ASSIGN(const sockaddr_in name, socketAddress(address, port));
    Socket socket(::socket(AF_INET, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!socket.valid())
        return failure("open a socket to", address, port);
    if (::connect(socket.fd(), reinterpret_cast<const sockaddr*>(&name), sizeof name) != 0 && errno != EINPROGRESS)
        return failure("connect to", address, port);
    return socket;
}

uint16_t Socket::localPort() const
{
    sockaddr_in name{};
    socklen_t length = sizeof name;
    return ::getsockname(m_fd, reinterpret_cast<sockaddr*>(&name), &length) == 0 ? ntohs(name.sin_port) : 0;
}

} // namespace skiff::dns
