#include "cluster/net/http_client.h"

#include "cluster/net/http_client_impl.h"

#include <utility>

namespace skiff::net {

HttpClient::HttpClient(Options options) : m_impl(std::make_shared<Impl>(std::move(options))) {}

HttpClient::~HttpClient()
{
    m_impl->shutDown();
}

Status HttpClient::ready() const
{
    return m_impl->ready();
}

Status HttpClient::reloadTls(const ClientTls& tls)
{
    return m_impl->reloadTls(tls);
}

std::unique_ptr<ClientCall> HttpClient::send(ClientRequest request, std::function<void(Result<ClientResponse>)> done)
{
    struct Gathered
    {
        ClientResponse response;
        std::string body;
        bool tooLarge = false;
    };
    const auto gathered = std::make_shared<Gathered>();
    auto call = std::make_shared<PendingCall>();
    call->request = std::move(request);
    call->onHead = [gathered](int status, const Headers& headers) {
        gathered->response.status = status;
        gathered->response.headers = headers;
    };
    call->onData = [gathered, most = m_impl->maxBodyBytes()](std::string_view bytes) {
        if (gathered->body.size() + bytes.size() > most)
            gathered->tooLarge = true;
        else
            gathered->body.append(bytes);
    };
    call->onEnd = [gathered, done = std::move(done), where = call->request.endpoint.text()](Status status) {
        if (!status.ok()) {
            done(std::move(status).error());
        } else if (gathered->tooLarge) {
            done(Error{ErrorCode::ResourceExhausted, where + ": the answer is too large"});
        } else {
            gathered->response.body = std::make_shared<const std::string>(std::move(gathered->body));
            done(std::move(gathered->response));
        }
    };
    return m_impl->submit(std::move(call));
}

std::unique_ptr<ClientCall> HttpClient::stream(ClientRequest request, ResponseSink sink)
{
    auto call = std::make_shared<PendingCall>();
    call->request = std::move(request);
    call->pooled = false;
    call->onHead = std::move(sink.onHead);
    call->onData = std::move(sink.onData);
    call->onEnd = std::move(sink.onEnd);
    return m_impl->submit(std::move(call));
}

std::unique_ptr<ClientCall> HttpClient::upgrade(ClientRequest request, std::function<void(Result<Upgraded>)> done)
{
    struct Gathered
    {
        Upgraded upgraded;
        std::string body;
    };
    const auto gathered = std::make_shared<Gathered>();
    auto call = std::make_shared<PendingCall>();
    call->request = std::move(request);
    call->pooled = false;
    call->onHead = [gathered](int status, const Headers& headers) {
        gathered->upgraded.response.status = status;
        gathered->upgraded.response.headers = headers;
    };
    call->onData = [gathered](std::string_view bytes) {
        constexpr size_t enoughToExplain = 64 * 1024;
        if (gathered->body.size() < enoughToExplain)
            gathered->body.append(bytes);
    };
    call->onStream = [gathered](std::shared_ptr<ByteStream> stream) {
        gathered->upgraded.stream = std::move(stream);
    };
    call->onEnd = [gathered, done = std::move(done)](Status status) {
        if (!status.ok()) {
            done(std::move(status).error());
            return;
        }
        gathered->upgraded.response.body = std::make_shared<const std::string>(std::move(gathered->body));
        done(std::move(gathered->upgraded));
    };
    return m_impl->submit(std::move(call));
}

} // namespace skiff::net
