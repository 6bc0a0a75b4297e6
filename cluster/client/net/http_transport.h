#pragma once

#include "cluster/base/mutex.h"
#include "cluster/client/transport.h"
#include "cluster/net/http_client.h"

#include <memory>
#include <string>

namespace skiff::client {

/// Calls an API server over HTTP: what agents use, with a client certificate or a bearer token.
///
/// Requests share kept connections; each stream has one of its own. Callbacks run on one loop
/// thread of the group. Any thread.
class HttpTransport final : public Transport
{
public:
    struct Options
    {
        std::string server;                      ///< "https://10.0.0.1:6443", a path before /api is kept
        net::ClientTls tls;
        std::string token;                       ///< sent as bearer token
        std::string tokenFile;                   ///< instead of `token`: read again each minute, as it is rotated
        std::string userAgent = "skiff";
        std::shared_ptr<net::Dialer> dialer;     ///< nothing: direct
        std::shared_ptr<net::LoopGroup> loops;   ///< nothing: a thread of its own
        Duration timeout = std::chrono::seconds(60); ///< of a call; of a stream until it begins
    };

    /// InvalidArgument for a bad URL or bad PEM texts, NotFound when the token file is missing.
    static Result<std::unique_ptr<HttpTransport>> make(Options options);

    std::unique_ptr<Call> send(ApiRequest request, std::function<void(Result<ApiResponse>)> done) override;
    std::unique_ptr<Call> stream(ApiRequest request, StreamSink sink) override;

    /// New connections use `tls`, as after a certificate was renewed.
    Status reloadTls(const net::ClientTls& tls);

private:
    HttpTransport(Options options, net::Endpoint endpoint, std::string prefix);
    net::ClientRequest makeRequest(ApiRequest request);
    Result<std::string> bearerToken();

    const Options m_options;
    const net::Endpoint m_endpoint;
    const std::string m_prefix;
    SystemClock m_clock;

    Mutex m_mutex;
    std::string m_token SKIFF_GUARDED_BY(m_mutex);
    SteadyTime m_tokenRead SKIFF_GUARDED_BY(m_mutex){};

    net::HttpClient m_client;
};

} // namespace skiff::client
