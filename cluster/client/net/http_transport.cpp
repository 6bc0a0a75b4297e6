#include "cluster/client/net/http_transport.h"

#include "cluster/base/file.h"

#include <utility>

namespace skiff::client {

namespace {

/// A mounted service-account token is replaced well before it ends; client-go reads it as often.
constexpr Duration tokenLifetime = std::chrono::minutes(1);

class HttpCall final : public Call
{
public:
    explicit HttpCall(std::unique_ptr<net::ClientCall> call) : m_call(std::move(call)) {}

private:
    std::unique_ptr<net::ClientCall> m_call;
};

std::string trimmed(std::string text)
{
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' '))
        text.pop_back();
    return text;
}

std::string encodeQuery(const std::vector<std::pair<std::string, std::string>>& query)
{
    std::string text;
    for (const auto& [name, value] : query) {
        text += text.empty() ? '?' : '&';
        text += net::percentEncode(name) + "=" + net::percentEncode(value);
    }
    return text;
}

} // namespace

Result<std::unique_ptr<HttpTransport>> HttpTransport::make(Options options)
{
    std::string prefix;
    SKIFF_TRY_ASSIGN(net::Endpoint endpoint, net::Endpoint::parse(options.server, &prefix));
    while (prefix.ends_with('/'))
        prefix.pop_back();
    std::unique_ptr<HttpTransport> transport(
        new HttpTransport(std::move(options), std::move(endpoint), std::move(prefix)));
    SKIFF_TRY(transport->m_client.ready());
    const Result<std::string> token = transport->bearerToken();
    if (!token.ok())
        return token.error();
    return transport;
}

HttpTransport::HttpTransport(Options options, net::Endpoint endpoint, std::string prefix)
    : m_options(std::move(options)),
      m_endpoint(std::move(endpoint)),
      m_prefix(std::move(prefix)),
      m_token(m_options.token),
      m_client({.tls = m_options.tls, .dialer = m_options.dialer, .loops = m_options.loops})
{}

Result<std::string> HttpTransport::bearerToken()
{
    const MutexLock lock(m_mutex);
    if (m_options.tokenFile.empty())
        return m_token;
    const SteadyTime now = m_clock.steady();
    if (!m_token.empty() && now - m_tokenRead < tokenLifetime)
        return m_token;
    Result<std::string> read = file::read(m_options.tokenFile);
    if (read.ok())
        m_token = trimmed(std::move(read).value());
    else if (m_token.empty())
        return std::move(read).error();
    m_tokenRead = now; // a token that cannot be read now is kept: the server judges it
    return m_token;
}

net::ClientRequest HttpTransport::makeRequest(ApiRequest request)
{
    net::ClientRequest made;
    made.method = std::move(request.method);
    made.endpoint = m_endpoint;
    made.target = m_prefix + request.path + encodeQuery(request.query);
    made.headers.add("Accept", std::move(request.accept));
    made.headers.add("User-Agent", m_options.userAgent);
    if (!request.contentType.empty())
        made.headers.add("Content-Type", std::move(request.contentType));
    const Result<std::string> token = bearerToken();
    if (token.ok() && !token->empty())
        made.headers.add("Authorization", "Bearer " + *token);
    made.body = std::move(request.body);
    made.timeout = m_options.timeout;
    return made;
}

std::unique_ptr<Call> HttpTransport::send(ApiRequest request, std::function<void(Result<ApiResponse>)> done)
{
    auto answered = [done = std::move(done)](Result<net::ClientResponse> result) {
        if (!result.ok()) {
            done(std::move(result).error());
            return;
        }
        ApiResponse response;
        response.status = result->status;
        response.contentType = result->headers.get("Content-Type");
        response.body = std::move(result->body);
        done(std::move(response));
    };
    return std::make_unique<HttpCall>(m_client.send(makeRequest(std::move(request)), std::move(answered)));
}

std::unique_ptr<Call> HttpTransport::stream(ApiRequest request, StreamSink sink)
{
    net::ResponseSink received;
    received.onHead = [onStart = std::move(sink.onStart)](int status, const net::Headers&) {
        if (onStart)
            onStart(status);
    };
    received.onData = std::move(sink.onData);
    received.onEnd = std::move(sink.onEnd);
    return std::make_unique<HttpCall>(m_client.stream(makeRequest(std::move(request)), std::move(received)));
}

Status HttpTransport::reloadTls(const net::ClientTls& tls)
{
    return m_client.reloadTls(tls);
}

} // namespace skiff::client
