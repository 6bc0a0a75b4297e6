#include "cluster/kubelet/server/stream_proxy.h"

#include "cluster/base/log.h"

#include <algorithm>

#include <fmt/format.h>

namespace skiff::kubelet {

namespace {

constexpr std::string_view OwnHeaders[] = {"host", "content-length", "transfer-encoding", "authorization"};

std::string lowerCase(std::string_view text)
{
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(),
                   [](char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c); });
    return result;
}

/// The header fields that belong to the other side of the proxy, too.
net::Headers passedOn(const net::Headers& headers)
{
    net::Headers result;
    for (const auto& [name, value] : headers) {
        const std::string lower = lowerCase(name);
        if (std::find(std::begin(OwnHeaders), std::end(OwnHeaders), lower) == std::end(OwnHeaders))
            result.add(name, value);
    }
    return result;
}

/// Moves bytes one way, reading no more until they are sent.
void pump(const std::shared_ptr<net::ByteStream>& from, const std::shared_ptr<net::ByteStream>& to)
{
    from->start(
        [from = std::weak_ptr(from), to](std::string_view bytes) {
            const auto source = from.lock();
            if (source)
                source->pause();
            to->send(net::SharedBytes::of(std::string(bytes)), [from] {
                if (const auto again = from.lock())
                    again->resume();
            });
        },
        [to] { to->close(); });
}

void join(const std::shared_ptr<net::Exchange>& exchange, net::Upgraded upgraded)
{
    if (!upgraded.stream) {
        net::Response response;
        response.status = upgraded.response.status;
        response.headers = passedOn(upgraded.response.headers);
        if (upgraded.response.body)
            response.body.push_back(net::SharedBytes::of(upgraded.response.body));
        return exchange->send(std::move(response));
    }
    const auto client = exchange->upgrade(passedOn(upgraded.response.headers));
    if (!client.ok()) {
        log::warning("kubelet", "cannot switch protocols: {}", client.error().message);
        return upgraded.stream->close();
    }
    pump(*client, upgraded.stream);
    pump(upgraded.stream, *client);
}

net::HttpClient::Options clientOptions(std::shared_ptr<net::LoopGroup> loops)
{
    net::HttpClient::Options options;
    options.loops = std::move(loops);
    return options;
}

} // namespace

StreamProxy::StreamProxy(std::shared_ptr<net::LoopGroup> loops) : m_client(clientOptions(std::move(loops))) {}

void StreamProxy::pass(const std::shared_ptr<net::Exchange>& exchange, const std::string& url)
{
    const auto refuse = [exchange](const Error& error) {
        net::Response response;
        response.status = 502;
        response.headers.add("Content-Type", "text/plain");
        response.body.push_back(net::SharedBytes::of(error.message));
        exchange->send(std::move(response));
    };
    net::ClientRequest request;
    auto endpoint = net::Endpoint::parse(url, &request.target);
    if (!endpoint.ok())
        return refuse(endpoint.error());
    request.endpoint = std::move(endpoint).value();
    request.method = exchange->request().method;
    request.headers = passedOn(exchange->request().headers);
    // The call must live until it is answered; the answer lets it go.
    auto call = std::make_shared<std::unique_ptr<net::ClientCall>>();
    *call = m_client.upgrade(std::move(request), [exchange, refuse, call](Result<net::Upgraded> upgraded) {
        if (upgraded.ok())
            join(exchange, std::move(upgraded).value());
        else
            refuse(upgraded.error());
    });
}

} // namespace skiff::kubelet
