#include "cluster/server/loopback_transport.h"

#include "cluster/server/loopback_exchange.h"

namespace skiff::server {

namespace {

/// Cancels with the handle.
class LoopbackCall final : public client::Call
{
public:
    explicit LoopbackCall(std::shared_ptr<LoopbackExchange> exchange) : m_exchange(std::move(exchange)) {}
    ~LoopbackCall() override { m_exchange->cancel(); }

private:
    std::shared_ptr<LoopbackExchange> m_exchange;
};

net::Request toHttp(client::ApiRequest request, const std::string& program)
{
    net::Request http;
    http.method = std::move(request.method);
    http.path = std::move(request.path);
    for (const auto& [key, value] : request.query)
        http.query.append(http.query.empty() ? "" : "&").append(net::percentEncode(key)).append("=").append(net::percentEncode(value));
    http.target = http.query.empty() ? http.path : http.path + "?" + http.query;
    if (!request.accept.empty())
        http.headers.add("Accept", std::move(request.accept));
    if (!request.contentType.empty())
        http.headers.add("Content-Type", std::move(request.contentType));
    http.headers.add("User-Agent", program);
    http.body = std::move(request.body);
    auto peer = std::make_shared<net::Peer>();
    peer->address = "inside";
    http.peer = std::move(peer);
    return http;
}

} // namespace

std::unique_ptr<client::Call> LoopbackTransport::send(client::ApiRequest request,
                                                      std::function<void(Result<client::ApiResponse>)> done)
{
    const auto exchange = std::make_shared<LoopbackExchange>(m_executor, toHttp(std::move(request), m_program), std::move(done));
    m_server.handleAs(exchange, m_user);
    return std::make_unique<LoopbackCall>(exchange);
}

std::unique_ptr<client::Call> LoopbackTransport::stream(client::ApiRequest request, client::StreamSink sink)
{
    const auto exchange = std::make_shared<LoopbackExchange>(m_executor, toHttp(std::move(request), m_program), std::move(sink));
    m_server.handleAs(exchange, m_user);
    return std::make_unique<LoopbackCall>(exchange);
}

} // namespace skiff::server
