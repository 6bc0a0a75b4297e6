#include "cluster/kubelet/streaming/stream_server.h"

#include "cluster/base/log.h"
#include "cluster/kubelet/streaming/spdy_port_forward.h"
#include "cluster/kubelet/streaming/websocket_port_forward.h"
#include "cluster/net/splice.h"
#include "cluster/net/websocket/handshake.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <strings.h>

namespace skiff::kubelet {

namespace {

namespace websocket = net::websocket;

constexpr std::string_view SpdyProtocol = "SPDY/3.1";
constexpr std::string_view StreamProtocolField = "X-Stream-Protocol-Version";
constexpr std::string_view CommandV5 = "v5.channel.k8s.io";
constexpr std::string_view CommandV4 = "v4.channel.k8s.io";
constexpr std::string_view PortForward = "portforward.k8s.io";
constexpr std::string_view PortForwardTunnel = "SPDY/3.1+portforward.k8s.io";
constexpr std::string_view PortForwardChannels = "v4.channel.k8s.io";

/// Header fields that belong to one side of the proxy only.
constexpr const char* OwnHeaders[] = {"host", "content-length", "transfer-encoding", "authorization"};

net::Headers passedOn(const net::Headers& headers)
{
    net::Headers result;
    for (const auto& [name, value] : headers)
        if (std::none_of(std::begin(OwnHeaders), std::end(OwnHeaders),
                         [&](const char* own) { return strcasecmp(name.c_str(), own) == 0; }))
            result.add(name, value);
    return result;
}

void refuse(net::Exchange& exchange, int status, std::string text)
{
    net::Response response;
    response.status = status;
    response.headers.add("Content-Type", "text/plain");
    response.body.push_back(net::SharedBytes::of(std::move(text)));
    exchange.send(std::move(response));
}

bool offers(const net::Headers& request, std::string_view protocol)
{
    const auto offered = websocket::offeredProtocols(request);
    return std::find(offered.begin(), offered.end(), protocol) != offered.end();
}

std::shared_ptr<net::ByteStream> switchProtocols(net::Exchange& exchange, net::Headers headers)
{
    auto stream = exchange.upgrade(std::move(headers));
    if (stream.ok())
        return std::move(stream).value();
    log::warning("kubelet", "cannot switch protocols: {}", stream.error().message);
    refuse(exchange, 400, stream.error().message);
    return nullptr;
}

net::HttpClient::Options clientOptions(std::shared_ptr<net::LoopGroup> loops)
{
    net::HttpClient::Options options;
    options.loops = std::move(loops);
    return options;
}

/// Every number of a query's values, which may be lists themselves.
Result<std::vector<uint16_t>> parsePorts(const std::vector<std::string>& values)
{
    std::vector<uint16_t> ports;
    for (std::string_view value : values) {
        for (size_t end = 0; end != std::string_view::npos;) {
            end = value.find(',');
            const std::string_view text = value.substr(0, end);
            const auto port = parsePort(text);
            if (!port)
                return {ErrorCode::InvalidArgument, fmt::format("unable to parse \"{}\" as a port", text)};
            ports.push_back(*port);
            if (end != std::string_view::npos)
                value.remove_prefix(end + 1);
        }
    }
    constexpr size_t mostPorts = 127; // each has two channels, numbered in one byte
    if (ports.empty() || ports.size() > mostPorts)
        return {ErrorCode::InvalidArgument,
                ports.empty() ? "query parameter \"port\" is required" : "too many ports are asked for"};
    return ports;
}

} // namespace

StreamServer::StreamServer(std::shared_ptr<net::LoopGroup> loops, Executor& timers)
    : m_loops(loops), m_timers(timers), m_client(clientOptions(std::move(loops)))
{}

void StreamServer::serveCommand(const ExchangePtr& exchange, const std::string& url, const CommandStreams& streams)
{
    net::ClientRequest request;
    auto endpoint = net::Endpoint::parse(url, &request.target);
    if (!endpoint.ok())
        return refuse(*exchange, 502, endpoint.error().message);
    request.endpoint = std::move(endpoint).value();
    const net::Headers& headers = exchange->request().headers;
    if (!websocket::isHandshake(headers) || !offers(headers, CommandV5)) {
        request.method = exchange->request().method;
        request.headers = passedOn(headers);
        return connectRuntime(exchange, std::move(request), [exchange](net::Upgraded runtime) {
            if (const auto client = switchProtocols(*exchange, passedOn(runtime.response.headers)))
                net::splice(client, runtime.stream);
        });
    }
    request.method = "POST";
    request.headers.add("Connection", "Upgrade");
    request.headers.add("Upgrade", std::string(SpdyProtocol));
    request.headers.add(std::string(StreamProtocolField), std::string(CommandV4));
    connectRuntime(exchange, std::move(request), [this, exchange, streams](net::Upgraded runtime) {
        const ClientPtr client = acceptWebSocket(exchange, CommandV5);
        if (!client)
            return;
        net::spdy::Session::Options options;
        options.role = net::spdy::Session::Role::Client;
        translateCommand(client, net::spdy::Session::make(std::move(runtime.stream), options), streams);
    });
}

/// Calls `joined` when the runtime has switched protocols, or passes its refusal on.
void StreamServer::connectRuntime(const ExchangePtr& exchange, net::ClientRequest request,
                                  std::function<void(net::Upgraded)> joined)
{
    // The call must live until it is answered; the answer lets it go.
    auto call = std::make_shared<std::unique_ptr<net::ClientCall>>();
    *call = m_client.upgrade(std::move(request),
                             [exchange, joined = std::move(joined), call](Result<net::Upgraded> upgraded) {
                                 if (!upgraded.ok())
                                     return refuse(*exchange, 502, upgraded.error().message);
                                 if (upgraded->stream)
                                     return joined(std::move(upgraded).value());
                                 net::Response response;
                                 response.status = upgraded->response.status;
                                 response.headers = passedOn(upgraded->response.headers);
                                 if (upgraded->response.body)
                                     response.body.push_back(net::SharedBytes::of(upgraded->response.body));
                                 exchange->send(std::move(response));
                             });
}

void StreamServer::servePorts(const ExchangePtr& exchange, PodDialer::Target target,
                              const std::vector<std::string>& ports)
{
    auto dialer = std::make_shared<const PodDialer>(m_loops, std::move(target));
    const net::Headers& headers = exchange->request().headers;
    if (websocket::isHandshake(headers))
        return servePortsOverWebSocket(exchange, std::move(dialer), ports);
    if (headers.hasToken("Upgrade", SpdyProtocol))
        return servePortsOverSpdy(exchange, std::move(dialer));
    refuse(*exchange, 400, fmt::format("unable to upgrade: missing upgrade headers in request: {}", SpdyProtocol));
}

void StreamServer::servePortsOverSpdy(const ExchangePtr& exchange, std::shared_ptr<const PodDialer> dialer)
{
    const net::Headers& headers = exchange->request().headers;
    if (!headers.hasToken(StreamProtocolField, PortForward)) {
        return refuse(*exchange, 403,
                      fmt::format("unable to upgrade: unable to negotiate protocol: client supports [{}], server "
                                  "accepts [{}]",
                                  fmt::join(headers.all(StreamProtocolField), " "), PortForward));
    }
    net::Headers answer;
    answer.add("Connection", "Upgrade");
    answer.add("Upgrade", std::string(SpdyProtocol));
    answer.add(std::string(StreamProtocolField), std::string(PortForward));
    if (const auto connection = switchProtocols(*exchange, std::move(answer)))
        forwardOverSpdy(connection, std::move(dialer), m_timers);
}

void StreamServer::servePortsOverWebSocket(const ExchangePtr& exchange, std::shared_ptr<const PodDialer> dialer,
                                           const std::vector<std::string>& ports)
{
    const net::Headers& headers = exchange->request().headers;
    if (offers(headers, PortForwardTunnel)) {
        if (const ClientPtr client = acceptWebSocket(exchange, PortForwardTunnel))
            forwardOverSpdy(websocket::asByteStream(client), std::move(dialer), m_timers);
        return;
    }
    const bool anyProtocol = websocket::offeredProtocols(headers).empty();
    if (!anyProtocol && !offers(headers, PortForwardChannels))
        return refuse(*exchange, 400,
                      fmt::format("the requested WebSocket protocols are not spoken, but {} and {}", PortForwardTunnel,
                                  PortForwardChannels));
    const auto numbers = parsePorts(ports);
    if (!numbers.ok())
        return refuse(*exchange, 400, numbers.error().message);
    if (const ClientPtr client = acceptWebSocket(exchange, anyProtocol ? "" : PortForwardChannels))
        forwardOverWebSocket(client, *numbers, *dialer);
}

StreamServer::ClientPtr StreamServer::acceptWebSocket(const ExchangePtr& exchange, std::string_view protocol)
{
    auto answer = websocket::accept(exchange->request().headers, protocol);
    if (!answer.ok()) {
        refuse(*exchange, 400, answer.error().message);
        return nullptr;
    }
    auto stream = switchProtocols(*exchange, std::move(answer).value());
    if (!stream)
        return nullptr;
    return websocket::Connection::make(std::move(stream), websocket::Role::Server, m_timers);
}

} // namespace skiff::kubelet
