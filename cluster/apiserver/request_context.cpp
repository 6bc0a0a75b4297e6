#include "cluster/apiserver/request_context.h"

#include "cluster/apiserver/negotiation.h"
#include "cluster/apiserver/views/message_view.h"

#include <fmt/format.h>

namespace skiff::apiserver {

RequestContext::RequestContext(std::shared_ptr<net::Exchange> exchange, RequestGate& gate)
    : m_gate(gate), m_exchange(std::move(exchange))
{
    m_gate.enter();
}

RequestContext::~RequestContext()
{
    for (const auto& task : m_atEnd)
        task();
    m_atEnd.clear();
    m_exchange.reset();
    m_gate.leave();
}

bool RequestContext::claim(int status)
{
    int open = 0;
    return m_status.compare_exchange_strong(open, status);
}

void RequestContext::addStandardHeaders(net::Headers& headers) const
{
    headers.add("Audit-Id", auditId);
    if (!headers.has("Cache-Control"))
        headers.add("Cache-Control", "no-cache, private");
    for (const std::string& warning : warnings)
        headers.add("Warning", fmt::format("299 - {}", quoted(warning)));
}

void RequestContext::send(net::Response response)
{
    if (!claim(response.status))
        return;
    addStandardHeaders(response.headers);
    m_exchange->send(std::move(response));
}

void RequestContext::fail(const StatusError& error)
{
    net::Response response;
    response.status = error.code;
    const data::ObjectType* const message = api::findType("meta.v1.Status");
    const auto wanted = negotiate(http().headers.get("Accept"), {.message = message});
    const bool isProtobuf = wanted && wanted->encoding == Representation::Encoding::Protobuf;
    response.headers.add("Content-Type", std::string(isProtobuf ? protobufMediaType : "application/json"));
    if (error.code == 403)
        response.headers.add("X-Content-Type-Options", "nosniff");
    if (error.retryAfterSeconds > 0)
        response.headers.add("Retry-After", std::to_string(error.retryAfterSeconds));
    response.body.push_back(net::SharedBytes::of(isProtobuf ? sealedDocument(error.toJson(), *message) : error.toJson()));
    send(std::move(response));
}

std::shared_ptr<net::Exchange> RequestContext::startStream(int status, net::Headers headers)
{
    if (!claim(status))
        return nullptr;
    addStandardHeaders(headers);
    m_exchange->startStream(status, std::move(headers));
    return m_exchange;
}

std::shared_ptr<net::Exchange> RequestContext::takeOver(int status)
{
    return claim(status) ? m_exchange : nullptr;
}

} // namespace skiff::apiserver
