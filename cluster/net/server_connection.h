#pragma once

#include "cluster/net/channel.h"
#include "cluster/net/http.h"
#include "cluster/net/http_server.h"

#include <memory>
#include <string>

namespace skiff::net {

/// One accepted connection, whatever protocol it speaks. Loop thread only.
class ServerConnection
{
public:
    virtual ~ServerConnection() = default;
    /// Begins; `received` is what was read already.
    virtual void start(std::string received) = 0;
    /// Takes no new request and closes when the answers under way are sent.
    virtual void drain() = 0;
    /// Closes; handlers learn that their peer is gone.
    virtual void closeNow() = 0;
};

/// What a connection needs of its server, which outlives it.
class ServerHost
{
public:
    virtual ~ServerHost() = default;
    virtual const ServerLimits& limits() const = 0;
    virtual void handle(std::shared_ptr<Exchange> exchange) = 0;
    /// The connection is closed. Called once for each, on its loop.
    virtual void closed(const void* connection) = 0;
};

/// How a connection gets its parts.
struct ConnectionParts
{
    std::shared_ptr<ServerHost> host;
    std::shared_ptr<EventLoop> loop;
    std::unique_ptr<Channel> channel;
    std::shared_ptr<const Peer> peer;
};

std::shared_ptr<ServerConnection> makeHttp1Connection(ConnectionParts parts);
std::shared_ptr<ServerConnection> makeHttp2Connection(ConnectionParts parts);

/// The value of a Date field for now, made once a second. Any thread.
const std::string& httpDate();
/// The reason phrase of RFC 9110; empty when there is none.
std::string_view reasonPhrase(int status);

} // namespace skiff::net
