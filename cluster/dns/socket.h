#pragma once

#include "cluster/base/result.h"

#include <netinet/in.h>

#include <string>
#include <string_view>
#include <utility>

namespace skiff::dns {

/// A non-blocking socket that closes itself. A value that moves; one thread.
class Socket
{
public:
    Socket() = default;
    explicit Socket(int fd) : m_fd(fd) {}
    Socket(Socket&& other) noexcept : m_fd(std::exchange(other.m_fd, -1)) {}
    Socket& operator=(Socket&& other) noexcept
    {
        std::swap(m_fd, other.m_fd);
        return *this;
    }
    ~Socket();

    int fd() const { return m_fd; }
    bool valid() const { return m_fd >= 0; }

    /// `type` is SOCK_DGRAM or SOCK_STREAM (which also listens).
    static Result<Socket> bound(int type, const std::string& address, uint16_t port);
    /// Begins to connect; a stream socket becomes writable when it is connected.
    static Result<Socket> connected(int type, const std::string& address, uint16_t port);
    uint16_t localPort() const;

private:
    int m_fd = -1;
};

} // namespace skiff::dns
