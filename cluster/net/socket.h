#pragma once

#include <unistd.h>

#include <utility>

namespace skiff::net {

/// Owns a socket's file descriptor.
class Socket
{
public:
    Socket() = default;
    explicit Socket(int fd) : m_fd(fd) {}
    Socket(Socket&& other) noexcept : m_fd(other.release()) {}
    Socket& operator=(Socket&& other) noexcept
    {
        reset(other.release());
        return *this;
    }
    ~Socket() { reset(); }

    int fd() const { return m_fd; }
    int release() { return std::exchange(m_fd, -1); }
    void reset(int fd = -1)
    {
        if (m_fd >= 0)
            ::close(m_fd);
        m_fd = fd;
    }

private:
    int m_fd = -1;
};

/// Settings of a TCP connection: small writes leave at once, and a peer that vanished is noticed by
/// the kernel within half a minute, without a timer of ours.
void prepareTcp(int fd);

} // namespace skiff::net
