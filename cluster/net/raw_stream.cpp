#include "cluster/net/raw_stream.h"

#include <utility>

namespace skiff::net {

namespace {

/// A peer that does not read what is left for it after close() is cut off then.
constexpr Duration closePatience = std::chrono::seconds(30);

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

} // namespace

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
    m_loop->post([self = shared_from_this(), onData = std::move(onData), onClose = std::move(onClose)]() mutable {
        self->m_onData = std::move(onData);
        self->m_onClose = std::move(onClose);
        self->m_started = true;
        if (self->m_closed) {
            if (const auto closed = std::move(self->m_onClose))
                closed();
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

void RawStream::pause()
{
    m_loop->post([self = shared_from_this()] { self->m_paused = true; });
}

void RawStream::resume()
{
    m_loop->post([self = shared_from_this()] {
        self->m_paused = false;
        if (self->m_started && self->m_channel)
            self->read();
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
    } else if (state != Io::Done || m_closing) {
        closeNow();
    }
}

void RawStream::read()
{
    if (m_waitingToRead)
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
            closeNow();
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

void RawStream::closeNow()
{
    if (m_closed)
        return;
    const auto self = shared_from_this();
    m_closed = true;
    if (m_closeDeadline)
        m_closeDeadline->cancel();
    if (m_channel)
        m_channel->close();
    m_onData = nullptr;
    if (const auto released = std::exchange(m_released, nullptr))
        released();
    if (const auto closed = std::exchange(m_onClose, nullptr))
        closed();
}

} // namespace skiff::net
