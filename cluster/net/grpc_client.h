#pragma once

#include "cluster/base/clock.h"
#include "cluster/base/result.h"
#include "cluster/net/dialer.h"
#include "cluster/net/http.h"
#include "cluster/net/loop_group.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace skiff::net {

/// A gRPC call to make. Messages are encoded by the caller.
struct GrpcRequest
{
    std::string method;      ///< "/runtime.v1.RuntimeService/Version"
    std::string message;
    Headers metadata;        ///< lower-case names
    Duration timeout{};      ///< the server is told, too; zero: none
};

/// A call under way. Destroying it cancels: no callback begins after the destructor. Any thread.
class GrpcCall
{
public:
    virtual ~GrpcCall() = default;
};

/// Receives what a server streams; one callback at a time, on the client's loop.
struct GrpcSink
{
    std::function<void()> onSent;                         ///< the request is on an open connection
    std::function<void(std::string_view message)> onMessage;
    std::function<void(Status)> onEnd;                    ///< nothing follows
};

/// Calls gRPC services (unary and server-streaming) over one HTTP/2 connection without TLS, as
/// containerd serves them on its Unix socket.
///
/// The connection is made by the first call and made again by the next one after it broke;
/// nothing is polled and nothing wakes while no call is under way. Any thread; callbacks run on
/// one loop and never inside the calls. Errors: the server's status as ErrorCode with its message;
/// Unavailable when it cannot be reached or the connection breaks; Timeout.
class GrpcClient
{
public:
    struct Options
    {
        Address address;
        std::shared_ptr<Dialer> dialer;       ///< nothing: a DirectDialer
        std::shared_ptr<LoopGroup> loops;     ///< nothing: a thread of its own
        Duration connectTimeout = std::chrono::seconds(5);
        size_t maxMessageBytes = 64 * 1024 * 1024; ///< received
    };

    explicit GrpcClient(Options options);
    /// Cancels what is under way; returns when no callback runs. Not from a callback.
    ~GrpcClient();
    GrpcClient(const GrpcClient&) = delete;
    GrpcClient& operator=(const GrpcClient&) = delete;

    [[nodiscard]] std::unique_ptr<GrpcCall> unary(GrpcRequest request, std::function<void(Result<std::string>)> done);
    [[nodiscard]] std::unique_ptr<GrpcCall> serverStream(GrpcRequest request, GrpcSink sink);

private:
    class Impl;
    std::shared_ptr<Impl> m_impl;
};

/// The code for a gRPC status number other than 0.
ErrorCode errorCodeOfGrpcStatus(int status);

} // namespace skiff::net
