#include "cluster/net/raw_stream.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <utility>

namespace skiff::net {

namespace {

/// A peer that does not read what is left for it after close() is cut off then.
constexpr Duration closePatience = std::chrono::seconds(30);
/// A connection that is not read from does not notice its end: it is looked at this often.
constexpr Duration pauseCheckInterval = std::chrono::seconds(10);

class RawStreamHandle final : public ByteStream
{
public:
    explicit RawStreamHandle(std::shared_ptr<RawStream> stream) : m_stream(std::move(stream)) {}
    ~RawStreamHandle() override { m_stream->close(); }

    void start(std::function<void(std::string_view)> onData, std::function<void()> onClose) override
    {
        m_stream->start(std::move(onData), std::move(onClose));
    }
    void send(SharedBytes bytes, std::function<void()> sent) override
    {
        m_stream->send(std::move(bytes), std::move(sent));
    }
    void pause() override { m_stream->pause(); }
    void resume() override { m_stream->resume(); }
    void close() override { m_stream->close(); }

private:
    std::shared_ptr<RawStream> m_stream;
};

class RawStreamDuplex final : public Duplex
{
public:
    explicit RawStreamDuplex(std::shared_ptr<RawStream> stream) : m_stream(std::move(stream)) {}
    ~RawStreamDuplex() override { m_stream->abandon(); }

    void start(Events events) override { m_stream->startDuplex(std::move(events)); }
    void send(SharedBytes bytes, std::function<void()> sent) override
    {
        m_stream->send(std::move(bytes), std::move(sent));
    }
    void finish() override { m_stream->finish(); }
    void pause() override { m_stream->pause(); }
    void resume() override { m_stream->resume(); }
    void close() override { m_stream->abandon(); }

private:
    std::shared_ptr<RawStream> m_stream;
};

} // namespace

std::shared_ptr<Duplex> RawStream::makeDuplex(std::shared_ptr<RawStream> stream)
{
    return std::make_shared<RawStreamDuplex>(std::move(stream));
}

std::shared_ptr<ByteStream> RawStream::makeHandle(std::shared_ptr<RawStream> stream)
{
    return std::make_shared<RawStreamHandle>(std::move(stream));
}

void RawStream::adopt(std::unique_ptr<Channel> channel, OutQueue out, std::string received,
                      std::function<void()> released)
{
    m_channel = std::move(channel);
    m_out = std::move(out);
    m_received = std::move(received);
    m_released = std::move(released);
    takeOutgoing();
    flush();
    if (m_channel && m_started)
        read();
}

void RawStream::fail()
{
    closeNow();
}

void RawStream::start(std::function<void(std::string_view)> onData, std::function<void()> onClose)
{
    Duplex::Events events;
    events.onData = std::move(onData);
    events.onClosed = [onClose = std::move(onClose)](const Status&) {
        onClose();
    };
    startDuplex(std::move(events));
}

void RawStream::startDuplex(Duplex::Events events)
{
    m_loop->post([self = shared_from_this(), events = std::move(events)]() mutable {
        self->m_onData = std::move(events.onData);
        self->m_onEnd = std::move(events.onEnd);
        self->m_onClose = std::move(events.onClosed);
        self->m_started = true;
        if (self->m_closed) {
            self->m_onData = nullptr;
            self->m_onEnd = nullptr;
            if (const auto closed = std::exchange(self->m_onClose, nullptr))
                closed(Error{ErrorCode::Unavailable, "the connection is gone"});
            return;
        }
        if (self->m_channel)
            self->read();
    });
}

void RawStream::send(SharedBytes bytes, std::function<void()> sent)
{
    bool wake = false;
    {
        const MutexLock lock(m_mutex);
        wake = m_outgoing.empty();
        m_outgoing.push_back({std::move(bytes), std::move(sent)});
    }
    if (wake)
        m_loop->post([self = shared_from_this()] {
            self->takeOutgoing();
            self->flush();
        });
}

/// At once when the loop asks: it may be about to read on.
void RawStream::pause()
{
    const auto pauseNow = [self = shared_from_this()] {
        self->m_paused = true;
        self->watchWhilePaused();
    };
    if (m_loop->inThread())
        pauseNow();
    else
        m_loop->post(pauseNow);
}

void RawStream::resume()
{
    m_loop->post([self = shared_from_this()] {
        self->m_paused = false;
        if (self->m_pauseCheck)
            self->m_pauseCheck->clear();
        if (self->m_started && self->m_channel)
            self->read();
    });
}

void RawStream::watchWhilePaused()
{
    if (m_closed || !m_channel)
        return;
    if (!m_pauseCheck)
        m_pauseCheck.emplace(*m_loop, [weak = weak_from_this()] {
            const auto self = weak.lock();
            if (!self || self->m_closed)
                return;
            if (self->peerHasLeft())
                self->closeNow(Error{ErrorCode::Unavailable, "the peer closed the connection"});
            else if (self->m_paused)
                self->watchWhilePaused();
        });
    m_pauseCheck->set(pauseCheckInterval);
}

/// Whether the peer has closed although bytes of it wait here unread. The end of only its own way
/// counts too, but not for a Duplex.
bool RawStream::peerHasLeft() const
{
    tcp_info info{};
    socklen_t size = sizeof(info);
    if (::getsockopt(m_channel->fd(), IPPROTO_TCP, TCP_INFO, &info, &size) != 0)
        return false; // no TCP
    return info.tcpi_state == TCP_CLOSE || (!m_onEnd && info.tcpi_state == TCP_CLOSE_WAIT);
}

void RawStream::finish()
{
    m_loop->post([self = shared_from_this()] {
        self->m_finishing = true;
        self->takeOutgoing();
        self->flush();
    });
}

void RawStream::abandon()
{
    m_loop->post([self = shared_from_this()] {
        self->closeNow(Error{ErrorCode::Cancelled, "the connection is closed"});
    });
}

void RawStream::close()
{
    m_loop->post([self = shared_from_this()] {
        if (self->m_closed || std::exchange(self->m_closing, true))
            return;
        self->m_closeDeadline.emplace(*self->m_loop, [weak = self->weak_from_this()] {
            if (const auto late = weak.lock())
                late->closeNow();
        });
        self->m_closeDeadline->set(closePatience);
        self->takeOutgoing();
        self->flush();
    });
}

void RawStream::takeOutgoing()
{
    std::vector<Outgoing> outgoing;
    {
        const MutexLock lock(m_mutex);
        outgoing.swap(m_outgoing);
    }
    if (m_closed)
        return;
    for (Outgoing& piece : outgoing)
        m_out.add(std::move(piece.bytes), std::move(piece.sent));
}

void RawStream::flush()
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
    } else if (state != Io::Done) {
        closeNow(Error{ErrorCode::Unavailable, m_channel->failure()});
    } else if (m_closing) {
        closeNow();
    } else if (m_finishing && !std::exchange(m_finished, true)) {
        m_channel->shutdownWrite();
        if (m_inputEnded)
            closeNow();
    }
}

void RawStream::read()
{
    if (m_waitingToRead || m_inputEnded)
        return;
    if (!m_received.empty() && !m_paused)
        deliver(std::exchange(m_received, {}));
    while (!m_closed && !m_paused) {
        const std::span<char> scratch = m_loop->scratch();
        const Io io = m_channel->read(scratch);
        if (io.state == Io::Again) {
            waitToRead();
            return;
        }
        if (io.state != Io::Done) {
            if (io.state == Io::Closed)
                endOfInput();
            else
                closeNow(Error{ErrorCode::Unavailable, m_channel->failure()});
            return;
        }
        deliver({scratch.data(), io.bytes});
        if (!m_closed && !m_channel->mayHaveMore()) {
            if (!m_paused)
                waitToRead();
            return;
        }
    }
}

void RawStream::deliver(std::string_view bytes)
{
    const auto self = shared_from_this();
    if (m_onData)
        m_onData(bytes);
}

void RawStream::waitToRead()
{
    m_waitingToRead = true;
    m_channel->waitReadable([self = shared_from_this()] {
        self->m_waitingToRead = false;
        if (!self->m_closed && !self->m_paused)
            self->read();
    });
}

void RawStream::endOfInput()
{
    if (!m_onEnd) {
        closeNow();
        return;
    }
    const auto self = shared_from_this();
    m_inputEnded = true;
    m_onEnd();
    if (m_finished)
        closeNow();
}

void RawStream::closeNow(Status why)
{
    if (m_closed)
        return;
    const auto self = shared_from_this();
    m_closed = true;
    if (m_closeDeadline)
        m_closeDeadline->cancel();
    if (m_pauseCheck)
        m_pauseCheck->cancel();
    if (m_channel)
        m_channel->close();
    m_onData = nullptr;
    m_onEnd = nullptr;
    if (const auto released = std::exchange(m_released, nullptr))
        released();
    if (const auto closed = std::exchange(m_onClose, nullptr))
        closed(std::move(why));
}

} // namespace skiff::net
