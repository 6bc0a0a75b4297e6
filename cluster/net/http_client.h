#pragma once

#include "cluster/base/clock.h"
#include "cluster/base/result.h"
#include "cluster/net/dialer.h"
#include "cluster/net/endpoint.h"
#include "cluster/net/http.h"
#include "cluster/net/loop_group.h"
#include "cluster/net/tls.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace skiff::net {

struct ClientRequest
{
    std::string method = "GET";
    Endpoint endpoint;
    std::string target = "/";   ///< path and query, encoded
    Headers headers;            ///< Host and Content-Length are set by the client
    std::string body;
    /// Until the answer is complete (send) or begins (stream, upgrade). Zero: for ever.
    Duration timeout = std::chrono::seconds(30);
};

struct ClientResponse
{
    int status = 0;
    Headers headers;
    std::shared_ptr<const std::string> body;
};

/// A request under way. Destroying it cancels: no callback begins after the destructor. Any thread.
class ClientCall
{
public:
    virtual ~ClientCall() = default;
    /// A streamed answer is read no further until resume(), so that the server has to wait.
    virtual void pause() = 0;
    virtual void resume() = 0;
};

/// Receives a streamed answer; one callback at a time, on the client's loop.
struct ResponseSink
{
    std::function<void(int status, const Headers& headers)> onHead;
    std::function<void(std::string_view bytes)> onData;
    std::function<void(Status)> onEnd;      ///< ok for a complete answer; nothing follows
};

/// What a request for another protocol came to.
struct Upgraded
{
    ClientResponse response;                ///< with its body when the server refused
    std::shared_ptr<ByteStream> stream;     ///< set when the status is 101
};

/// Speaks HTTP/1.1 over connections that are kept and used again.
///
/// Owned by the component that talks; everything runs on one loop of the group. send(), stream()
/// and upgrade() may be called from any thread; callbacks never run inside them. Errors name the
/// endpoint and the cause: Unavailable when nothing was reached or the connection broke (the
/// effect of a request that is not idempotent is then unknown), Timeout, InvalidArgument for an
/// answer that is no HTTP.
class HttpClient
{
public:
    struct Options
    {
        ClientTls tls;                          ///< for https endpoints
        std::shared_ptr<Dialer> dialer;         ///< nothing: a DirectDialer
        std::shared_ptr<LoopGroup> loops;       ///< nothing: a thread of its own
        Duration connectTimeout = std::chrono::seconds(10);
        Duration idleTimeout = std::chrono::seconds(90);
        size_t maxConnections = 16;             ///< to one endpoint for send(); more requests wait
        size_t maxHeaderBytes = 64 * 1024;
        size_t maxBodyBytes = 512 * 1024 * 1024; ///< of an answer to send()
    };

    explicit HttpClient(Options options);
    /// Cancels what is under way; returns when no callback runs. Not from a callback.
    ~HttpClient();
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;

    /// Fails when the TLS texts given are wrong; requests then fail with the same error.
    Status ready() const;
    /// New connections use `tls`; kept ones are closed when they become idle. Any thread.
    Status reloadTls(const ClientTls& tls);

    [[nodiscard]] std::unique_ptr<ClientCall> send(ClientRequest request,
                                                   std::function<void(Result<ClientResponse>)> done);
    [[nodiscard]] std::unique_ptr<ClientCall> stream(ClientRequest request, ResponseSink sink);
    [[nodiscard]] std::unique_ptr<ClientCall> upgrade(ClientRequest request,
                                                      std::function<void(Result<Upgraded>)> done);

private:
    class Impl;
    std::shared_ptr<Impl> m_impl;
};

} // namespace skiff::net
