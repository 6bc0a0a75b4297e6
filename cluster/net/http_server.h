#pragma once

#include "cluster/base/clock.h"
#include "cluster/base/result.h"
#include "cluster/net/http.h"
#include "cluster/net/loop_group.h"
#include "cluster/net/tls.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace skiff::net {

/// Bounds on what a peer may ask a server to hold.
struct ServerLimits
{
    size_t maxHeaderBytes = 64 * 1024;            ///< request line and fields; more: 431
    size_t maxBodyBytes = 3 * 1024 * 1024;        ///< more: 413
    size_t maxQueuedBytes = 8 * 1024 * 1024;      ///< of one streamed answer; then Exchange::write() is false
    size_t maxConnections = 10'000;               ///< more are closed at once
    uint32_t maxConcurrentStreams = 250;          ///< of one HTTP/2 connection
    Duration handshakeTimeout = std::chrono::seconds(10);
    Duration headerTimeout = std::chrono::seconds(30); ///< from the first byte of a request to its last
    Duration idleTimeout = std::chrono::seconds(120);  ///< keep-alive without a request
    Duration writeTimeout = std::chrono::seconds(60);  ///< peer reads nothing while bytes wait for it
};

/// Serves HTTP/1.1 and HTTP/2 (by ALPN, or by prior knowledge without TLS) on one TCP address or
/// Unix socket.
///
/// Owned by whoever assembles the process. The handler runs on a loop thread and answers through
/// its Exchange from any thread. start() and stop() belong to the owner's thread.
class HttpServer
{
public:
    struct Options
    {
        std::string address = "127.0.0.1";    ///< numeric IPv4 or IPv6 address to bind
        uint16_t port = 0;                    ///< 0: any free one
        std::string unixPath;                 ///< serves this socket (mode 0600) instead of address and port
        std::optional<ServerTls> tls;         ///< nothing: plain text
        std::shared_ptr<LoopGroup> loops;     ///< nothing: two threads of its own
        ServerLimits limits;
        Duration stopGrace = std::chrono::seconds(2); ///< how long stop() waits for answers under way
    };

    HttpServer(Options options, Handler handler);
    ~HttpServer();
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;

    /// Binds and serves. InvalidArgument for a bad address or certificate, AlreadyExists when the
    /// address is taken, PermissionDenied.
    Status start();

    /// The bound port; 0 before start() and for Unix sockets.
    uint16_t port() const;

    /// New handshakes use `tls`; open connections go on. The old one stays when this fails. Any thread.
    Status reloadTls(const ServerTls& tls);

    /// Accepts nothing more, lets answers under way end within stopGrace, closes the rest and
    /// returns when the handler runs no more. Not from a handler. Idempotent.
    void stop();

private:
    class Impl;
    std::shared_ptr<Impl> m_impl;
};

} // namespace skiff::net
