#include "cluster/net/client_connection.h"

#include <fmt/format.h>

#include <utility>

namespace skiff::net {

ClientConnection::ClientConnection(std::shared_ptr<EventLoop> loop, std::unique_ptr<Channel> channel, Endpoint endpoint,
                                   size_t maxHeaderBytes, Events events)
    : m_loop(std::move(loop)),
      m_channel(std::move(channel)),
      m_endpoint(std::move(endpoint)),
      m_maxHeaderBytes(maxHeaderBytes),
      m_events(std::move(events))
{}

void ClientConnection::run(std::shared_ptr<PendingCall> call)
{
    if (m_idle)
        m_idle->clear();
    m_call = std::move(call);
    m_call->connection = weak_from_this();
    m_answerBegan = false;
    m_status = 0;
    Http1ResponseParser::Events events;
    events.onHead = [this](int status, Headers headers) {
        m_status = status;
        m_call->headSeen = true;
        if (m_call->onData && m_call->deadline && !m_call->pooled)
            m_call->deadline->clear(); // a stream may last
        if (m_call->wanted() && m_call->onHead)
            m_call->onHead(status, headers);
    };
    events.onBody = [this](std::string_view bytes) {
        if (m_call && m_call->wanted() && m_call->onData)
            m_call->onData(bytes);
    };
    m_parser.emplace(m_call->request.method == "HEAD", m_maxHeaderBytes, std::move(events));
    queueRequest(m_call->request);
    const auto self = shared_from_this();
    flush();
    if (!m_closed)
        read();
}

void ClientConnection::drop()
{
    if (std::exchange(m_closed, true))
        return;
    if (m_idle)
        m_idle->cancel();
    if (m_channel)
        m_channel->close();
    m_call = nullptr;
}

void ClientConnection::closeWhenIdleFor(Duration time)
{
    if (!m_idle)
        m_idle.emplace(*m_loop, [weak = weak_from_this()] {
            if (const auto self = weak.lock())
                self->fail({ErrorCode::Unavailable, "idle"});
        });
    m_idle->set(time);
}

void ClientConnection::queueRequest(const ClientRequest& request)
{
    std::string text = fmt::format("{} {} HTTP/1.1\r\n", request.method, request.target);
    if (!request.headers.has("Host"))
        text +=
            fmt::format("Host: {}\r\n", m_endpoint.address.unixPath.empty() ? m_endpoint.address.text() : "localhost");
    for (const auto& [name, value] : request.headers)
        text.append(name).append(": ").append(value).append("\r\n");
    if (!request.body.empty() || request.method == "POST" || request.method == "PUT" || request.method == "PATCH")
        text += fmt::format("Content-Length: {}\r\n", request.body.size());
    text += "\r\n";
    m_out.add(std::move(text));
    // The body stays where it is: the call lives until the answer.
    m_out.add(SharedBytes{m_call, request.body});
}

void ClientConnection::flush()
{
    if (m_closed || !m_channel || m_waitingToWrite)
        return;
    const Io::State state = m_out.flush(*m_channel);
    if (state == Io::Again) {
        m_waitingToWrite = true;
        m_channel->waitWritable([self = shared_from_this()] {
            self->m_waitingToWrite = false;
            self->flush();
        });
    } else if (state != Io::Done && !m_call) {
        fail({ErrorCode::Unavailable, m_channel->failure()});
    }
    // With a call under way a failed write is reported by the read: the server may have answered first.
}

void ClientConnection::read()
{
    const auto self = shared_from_this();
    while (!m_closed && m_channel && !m_waitingToRead && !(m_call && m_call->paused)) {
        const std::span<char> scratch = m_loop->scratch();
        const Io io = m_channel->read(scratch);
        if (io.state == Io::Done) {
            take({scratch.data(), io.bytes});
            // The end of a call may have begun the next one, which then waits already.
            if (m_closed || !m_channel || m_waitingToRead || m_channel->mayHaveMore())
                continue;
        } else if (io.state != Io::Again) {
            const Status end = m_call && io.state == Io::Closed ? m_parser->feedEnd()
                                                                : Status(ErrorCode::Unavailable, m_channel->failure());
            if (m_call && end.ok() && m_parser->done())
                finish();
            else
                fail(end.ok() ? Error{ErrorCode::Unavailable, "the connection was closed"} : end.error());
            return;
        }
        m_waitingToRead = true;
        m_channel->waitReadable([self] {
            self->m_waitingToRead = false;
            self->read();
        });
        return;
    }
}

void ClientConnection::take(std::string_view bytes)
{
    if (!m_call) {
        fail({ErrorCode::Unavailable, "the server sent what was not asked for"});
        return;
    }
    m_answerBegan = true;
    if (!m_input.empty()) {
        m_input.append(bytes);
        bytes = m_input;
    }
    size_t consumed = 0;
    const Status fed = m_parser->feed(bytes, consumed);
    if (m_closed)
        return;
    m_input = std::string(bytes.substr(consumed));
    if (!fed.ok())
        fail(fed.error());
    else if (m_parser->headDone() && m_status == 101)
        handOver();
    else if (m_parser->done())
        finish();
}

/// The answer is complete.
void ClientConnection::finish()
{
    const auto self = shared_from_this();
    const auto call = std::exchange(m_call, nullptr);
    const bool reusable = m_parser->keepAlive() && m_out.empty() && m_input.empty();
    m_usedBefore = true;
    if (reusable) {
        m_events.onFree(self);
    } else {
        m_closed = true;
        m_channel->close();
        m_events.onClosed(self, nullptr, {}, false);
    }
    m_events.onEnd(call, {});
}

void ClientConnection::handOver()
{
    const auto self = shared_from_this();
    const auto call = std::exchange(m_call, nullptr);
    m_closed = true;
    auto stream = std::make_shared<RawStream>(m_loop);
    stream->adopt(std::move(m_channel), std::move(m_out), std::move(m_input), {});
    m_events.onClosed(self, nullptr, {}, false);
    if (call->wanted() && call->onStream)
        call->onStream(RawStream::makeHandle(stream));
    else
        stream->closeNow();
    m_events.onEnd(call, {});
}

void ClientConnection::fail(Error error)
{
    if (std::exchange(m_closed, true))
        return;
    const auto self = shared_from_this();
    if (m_idle)
        m_idle->cancel();
    if (m_channel)
        m_channel->close();
    if (error.message.empty())
        error.message = "the connection was closed";
    m_events.onClosed(self, std::exchange(m_call, nullptr), std::move(error), m_usedBefore && !m_answerBegan);
}

} // namespace skiff::net
