#pragma once

#include "cluster/base/result.h"
#include "cluster/net/event_loop.h"

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace skiff::net {

/// A bound socket that waits for connections: TCP or Unix.
class Listener : public std::enable_shared_from_this<Listener>
{
public:
    explicit Listener(std::shared_ptr<EventLoop> loop) : m_loop(std::move(loop)) {}
    ~Listener();

    Status bindTcp(const std::string& address, uint16_t port);
    /// Replaces a socket file that nobody listens on any more.
    Status bindUnix(const std::string& path);
    uint16_t port() const { return m_port; }

    /// Gives each connection, set not to block, to `accepted` on the loop with the peer's address.
    void start(std::function<void(int fd, std::string address)> accepted);
    /// Accepts nothing more. Loop thread.
    void close();

private:
    Status bindTo(int fd, const void* address, unsigned size, const std::string& what);
    void waitForOne();
    void acceptAll();

    std::shared_ptr<EventLoop> m_loop;
    std::optional<boost::asio::posix::stream_descriptor> m_descriptor;
    std::optional<boost::asio::steady_timer> m_pause; ///< after running out of descriptors
    std::function<void(int, std::string)> m_accepted;
    int m_fd = -1;
    uint16_t m_port = 0;
    std::string m_unixPath;
};

} // namespace skiff::net
