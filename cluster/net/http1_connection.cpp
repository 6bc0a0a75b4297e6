#include "cluster/net/answer.h"
#include "cluster/net/http1_parser.h"
#include "cluster/net/out_queue.h"
#include "cluster/net/server_connection.h"

#include <fmt/format.h>

#include <iterator>
#include <optional>
#include <utility>

namespace skiff::net {

namespace {

/// Bytes of pipelined requests that are kept while one is answered; then reading stops.
constexpr size_t maxAhead = 64 * 1024;
/// How long a peer that was refused may go on sending, so that it can read why.
constexpr Duration lingerTime = std::chrono::seconds(2);

/// One HTTP/1.x connection: reads a request, has it answered, reads the next.
///
/// Kept alive by its host until closed() and by the waits under way.
class Http1Connection final : public ServerConnection,
                              public AnswerSink,
                              public std::enable_shared_from_this<Http1Connection>
{
public:
    explicit Http1Connection(ConnectionParts parts)
        : m_host(std::move(parts.host)),
          m_loop(std::move(parts.loop)),
          m_channel(std::move(parts.channel)),
          m_peer(std::move(parts.peer)),
          m_parser(m_host->limits().maxHeaderBytes, m_host->limits().maxBodyBytes)
    {}

    void start(std::string received) override;
    void drain() override;
    void closeNow() override;
    void answerReady(Answer& answer) override;

private:
    void advance();
    void parseInput();
    void dispatch();
    void refuse(int status, std::string_view text);
    void sendPending();
    void queueHead(const Answer::Head& head, const Buffers& body);
    void queueBody(Buffers body);
    void answerEnded();
    void handOver(const std::shared_ptr<RawStream>& stream);
    void flush();
    void read();
    void linger();
    void updateDeadline();
    void expired();

    std::shared_ptr<ServerHost> m_host;
    std::shared_ptr<EventLoop> m_loop;
    std::unique_ptr<Channel> m_channel;
    std::shared_ptr<const Peer> m_peer;
    std::optional<Deadline> m_deadline;

    Http1RequestParser m_parser;
    std::string m_input; ///< received and not yet parsed
    OutQueue m_out;
    std::shared_ptr<Answer> m_answer;    ///< to the request that was read last
    std::weak_ptr<RawStream> m_upgraded; ///< has the channel after an upgrade
    bool m_headRequest = false;
    bool m_oldClient = false; ///< HTTP/1.0: no chunks
    bool m_keepAlive = true;
    bool m_chunked = false;
    bool m_bodyAllowed = true;
    bool m_draining = false;
    bool m_lastAnswer = false; ///< close when what is queued is sent
    bool m_refused = false;    ///< and let the peer read it although it may still send
    bool m_lingering = false;
    bool m_headerTimed = false; ///< the deadline is for the rest of a request
    bool m_waitingToRead = false;
    bool m_waitingToWrite = false;
    bool m_advancing = false;
    bool m_closed = false;
};

void Http1Connection::start(std::string received)
{
    m_deadline.emplace(*m_loop, [weak = weak_from_this()] {
        if (const auto self = weak.lock())
            self->expired();
    });
    m_input = std::move(received);
    advance();
    read();
}

void Http1Connection::drain()
{
    m_draining = true;
    if (!m_channel || m_answer || m_parser.started())
        return;
    m_lastAnswer = true;
    if (m_out.empty())
        closeNow();
}

void Http1Connection::closeNow()
{
    if (m_closed)
        return;
    const auto self = shared_from_this();
    if (const auto upgraded = m_upgraded.lock()) {
        upgraded->closeNow();
        return;
    }
    m_closed = true;
    m_deadline->cancel();
    m_channel->close();
    if (const auto answer = std::exchange(m_answer, nullptr))
        answer->gone();
    m_host->closed(this);
}

/// Goes on as far as the input and the peer's reading allow.
void Http1Connection::advance()
{
    if (m_advancing || m_closed)
        return;
    m_advancing = true;
    const auto self = shared_from_this();
    while (!m_closed && !m_lastAnswer && !m_answer && m_out.empty() && !m_input.empty()) {
        const size_t before = m_input.size();
        parseInput();
        if (m_input.size() == before && !m_answer)
            break;
    }
    m_advancing = false;
    if (!m_closed && m_channel)
        updateDeadline();
}

void Http1Connection::parseInput()
{
    size_t consumed = 0;
    const Http1RequestParser::State state = m_parser.feed(m_input, consumed);
    m_input.erase(0, consumed);
    switch (state) {
    case Http1RequestParser::State::Incomplete:
        if (m_parser.takeExpectation()) {
            m_out.add(SharedBytes::literal("HTTP/1.1 100 Continue\r\n\r\n"));
            flush();
        }
        break;
    case Http1RequestParser::State::Complete:
        dispatch();
        break;
    case Http1RequestParser::State::Bad:
        refuse(m_parser.errorStatus(), m_parser.errorText());
        break;
    }
}

void Http1Connection::dispatch()
{
    Request request = m_parser.take();
    request.peer = m_peer;
    m_headRequest = request.method == "HEAD";
    m_keepAlive = m_parser.keepAlive();
    m_oldClient = m_parser.oldClient();
    m_answer = std::make_shared<Answer>(m_loop, weak_from_this(), m_host->limits().maxQueuedBytes);
    const auto answer = m_answer;
    answer->hold();
    m_host->handle(answer->makeExchange(std::move(request)));
    answer->release();
    if (m_answer == answer)
        sendPending();
}

/// Answers what cannot be read as a request, and closes.
void Http1Connection::refuse(int status, std::string_view text)
{
    m_keepAlive = false;
    m_refused = true;
    m_headRequest = false;
    m_input.clear();
    Answer::Head head{status, {}, true};
    head.headers.add("Content-Type", "text/plain; charset=utf-8");
    Buffers body{SharedBytes::of(fmt::format("{}\n", text))};
    queueHead(head, body);
    queueBody(std::move(body));
    m_lastAnswer = true;
    flush();
}

void Http1Connection::answerReady(Answer& answer)
{
    if (m_closed || m_answer.get() != &answer)
        return;
    sendPending();
    advance();
    read();
}

void Http1Connection::sendPending()
{
    const auto answer = m_answer;
    Answer::Pending pending = answer->take();
    if (pending.aborted) {
        closeNow();
        return;
    }
    if (pending.upgraded) {
        queueHead(*pending.head, {});
        handOver(pending.upgraded);
        return;
    }
    if (pending.head)
        queueHead(*pending.head, pending.body);
    queueBody(std::move(pending.body));
    if (pending.finished)
        answerEnded();
    flush();
}

void Http1Connection::queueHead(const Answer::Head& head, const Buffers& body)
{
    std::string text;
    text.reserve(256);
    fmt::format_to(std::back_inserter(text), "HTTP/1.1 {} {}\r\n", head.status, reasonPhrase(head.status));
    const bool informational = head.status < 200;
    for (const auto& [name, value] : head.headers)
        text.append(name).append(": ").append(value).append("\r\n");
    m_bodyAllowed = !informational && head.status != 204 && head.status != 304;
    m_chunked = false;
    if (!informational) {
        text.append("Date: ").append(httpDate()).append("\r\n");
        if (head.headers.hasToken("Connection", "close") || m_draining)
            m_keepAlive = false;
        if (head.whole && m_bodyAllowed) {
            size_t size = 0;
            for (const SharedBytes& part : body)
                size += part.view.size();
            // To HEAD a handler may give the length without the body.
            if (!(m_headRequest && head.headers.has("Content-Length")))
                fmt::format_to(std::back_inserter(text), "Content-Length: {}\r\n", size);
        } else if (m_bodyAllowed && !m_oldClient) {
            m_chunked = true;
            text.append("Transfer-Encoding: chunked\r\n");
        } else if (m_bodyAllowed) {
            m_keepAlive = false; // the end of the connection is the end of the body
        }
        if (!m_keepAlive && !head.headers.has("Connection"))
            text.append("Connection: close\r\n");
        else if (m_keepAlive && m_oldClient)
            text.append("Connection: keep-alive\r\n");
    }
    text.append("\r\n");
    m_out.add(std::move(text));
}

void Http1Connection::queueBody(Buffers body)
{
    if (!m_bodyAllowed || m_headRequest)
        return;
    if (!m_chunked) {
        m_out.add(std::move(body));
        return;
    }
    size_t size = 0;
    for (const SharedBytes& part : body)
        size += part.view.size();
    if (size == 0)
        return; // an empty chunk would end the answer
    m_out.add(fmt::format("{:x}\r\n", size));
    m_out.add(std::move(body));
    m_out.add(SharedBytes::literal("\r\n"));
}

void Http1Connection::answerEnded()
{
    if (m_chunked && !m_headRequest)
        m_out.add(SharedBytes::literal("0\r\n\r\n"));
    m_answer = nullptr;
    if (!m_keepAlive || m_draining)
        m_lastAnswer = true;
}

/// The connection's bytes belong to `stream` from here on.
void Http1Connection::handOver(const std::shared_ptr<RawStream>& stream)
{
    const auto self = shared_from_this();
    m_answer = nullptr;
    m_deadline->cancel();
    m_upgraded = stream;
    stream->adopt(std::move(m_channel), std::move(m_out), std::move(m_input), [self] {
        self->m_closed = true;
        self->m_host->closed(self.get());
    });
}

void Http1Connection::flush()
{
    if (m_closed || !m_channel || m_waitingToWrite)
        return;
    const Io::State state = m_out.flush(*m_channel);
    if (m_answer)
        m_answer->setTaken(m_out.bytes());
    if (state == Io::Again) {
        m_waitingToWrite = true;
        m_deadline->set(m_host->limits().writeTimeout);
        m_channel->waitWritable([self = shared_from_this()] {
            self->m_waitingToWrite = false;
            self->flush();
            self->advance();
            self->read();
        });
        return;
    }
    if (state != Io::Done)
        closeNow();
    else if (m_lastAnswer && m_refused)
        linger();
    else if (m_lastAnswer)
        closeNow();
}

/// Reads on while an answer is made, too: the end of the stream then means that the peer has gone,
/// as kubectl does with a watch.
void Http1Connection::read()
{
    const auto self = shared_from_this();
    while (!m_closed && m_channel && !m_waitingToRead && m_input.size() < maxAhead) {
        const std::span<char> scratch = m_loop->scratch();
        const Io io = m_channel->read(scratch);
        if (io.state == Io::Done) {
            if (!m_lingering)
                m_input.append(scratch.data(), io.bytes);
            advance();
            if (m_closed || !m_channel || m_waitingToRead || m_channel->mayHaveMore())
                continue;
        } else if (io.state == Io::Closed && !m_answer && !m_out.empty()) {
            m_lastAnswer = true; // it may have closed its half only
            return;
        } else if (io.state != Io::Again) {
            closeNow();
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

/// Reads and forgets what the peer still sends: closing at once would destroy the answer on its way.
void Http1Connection::linger()
{
    if (m_lingering)
        return;
    m_lingering = true;
    m_channel->shutdownWrite();
    m_deadline->set(lingerTime);
    read();
}

void Http1Connection::updateDeadline()
{
    const ServerLimits& limits = m_host->limits();
    if (m_lingering || m_waitingToWrite)
        return;
    if (m_answer) {
        m_deadline->clear();
        m_headerTimed = false;
    } else if (!m_parser.started()) {
        m_deadline->set(limits.idleTimeout);
        m_headerTimed = false;
    } else if (!std::exchange(m_headerTimed, true)) {
        m_deadline->set(limits.headerTimeout);
    }
}

void Http1Connection::expired()
{
    if (m_closed)
        return;
    if (m_headerTimed && !m_lingering && !m_waitingToWrite)
        refuse(408, "the request did not arrive in time");
    else
        closeNow();
}

} // namespace

std::shared_ptr<ServerConnection> makeHttp1Connection(ConnectionParts parts)
{
    return std::make_shared<Http1Connection>(std::move(parts));
}

} // namespace skiff::net
