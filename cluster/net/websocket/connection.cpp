#include "cluster/net/websocket/connection.h"

#include <random>
#include <utility>

namespace skiff::net::websocket {

namespace {

constexpr Duration closePatience = std::chrono::seconds(5);

/// Masks keep proxies from being fooled by what a page sends: they must differ, no more.
Mask newMask()
{
    static thread_local std::mt19937 numbers{std::random_device()()};
    Mask mask;
    for (unsigned char& byte : mask)
        byte = static_cast<unsigned char>(numbers());
    return mask;
}

class Tunnel final : public ByteStream
{
public:
    explicit Tunnel(std::shared_ptr<Connection> connection) : m_connection(std::move(connection)) {}
    ~Tunnel() override { m_connection->close(CloseCode::Normal); }

    void start(std::function<void(std::string_view)> onData, std::function<void()> onClose) override
    {
        m_connection->start(
            {[onData = std::move(onData)](std::string_view bytes, bool, bool) { onData(bytes); }, std::move(onClose)});
    }
    void send(SharedBytes bytes, std::function<void()> sent) override
    {
        m_connection->send({std::move(bytes)}, std::move(sent));
    }
    void pause() override { m_connection->pause(); }
    void resume() override { m_connection->resume(); }
    void close() override { m_connection->close(CloseCode::Normal); }

private:
    const std::shared_ptr<Connection> m_connection;
};

} // namespace

std::shared_ptr<Connection> Connection::make(std::shared_ptr<ByteStream> bytes, Role role, Executor& timers)
{
    return std::shared_ptr<Connection>(new Connection(std::move(bytes), role, timers));
}

Connection::Connection(std::shared_ptr<ByteStream> bytes, Role role, Executor& timers)
    : m_bytes(std::move(bytes)),
      m_role(role),
      m_timers(timers),
      m_reader(role == Role::Server, {[this](std::string_view piece, bool begins, bool ends) {
                                          if (m_events.onPiece)
                                              m_events.onPiece(piece, begins, ends);
                                      },
                                      [this](Opcode opcode, std::string_view payload) {
                                          onControl(opcode, payload);
                                      }})
{}

void Connection::start(Events events)
{
    m_events = std::move(events);
    const auto onBytes = [self = shared_from_this()](std::string_view bytes) {
        if (!self->m_reader.feed(bytes).ok())
            self->close(CloseCode::ProtocolError);
    };
    m_bytes->start(onBytes, [self = shared_from_this()] { self->onGone(); });
}

void Connection::send(Buffers pieces, std::function<void()> sent)
{
    const MutexLock lock(m_mutex);
    if (!m_closing)
        sendFrame(Opcode::Binary, std::move(pieces), std::move(sent));
}

void Connection::pause()
{
    const MutexLock lock(m_mutex);
    if (!m_closing)
        m_bytes->pause();
}

void Connection::resume()
{
    m_bytes->resume();
}

void Connection::close(CloseCode code)
{
    const MutexLock lock(m_mutex);
    if (m_closing)
        return;
    const auto number = static_cast<uint16_t>(code);
    const std::string payload{static_cast<char>(number >> 8), static_cast<char>(number & 0xff)};
    const bool atOnce = code != CloseCode::Normal;
    sendFrame(Opcode::Close, {SharedBytes::of(payload)}, {}, atOnce);
    m_closing = true;
    if (atOnce)
        return;
    // Closing with unread bytes would throw away what is under way to the peer.
    m_bytes->resume();
    m_patience = m_timers.postAfter(closePatience, [weak = std::weak_ptr(m_bytes)] {
        if (const auto bytes = weak.lock())
            bytes->close();
    });
}

void Connection::onControl(Opcode opcode, std::string_view payload)
{
    const MutexLock lock(m_mutex);
    if (opcode == Opcode::Ping && !m_closing) {
        sendFrame(Opcode::Pong, {SharedBytes::of(std::string(payload))}, {});
    } else if (opcode == Opcode::Close) {
        if (std::exchange(m_closing, true))
            m_bytes->close();
        else
            sendFrame(Opcode::Close, {SharedBytes::of(std::string(payload.substr(0, 2)))}, {}, true);
    }
}

void Connection::onGone()
{
    Timer patience;
    std::deque<Outgoing> outgoing;
    {
        const MutexLock lock(m_mutex);
        m_closing = true;
        patience = std::move(m_patience);
        outgoing.swap(m_outgoing);
    }
    const Events events = std::exchange(m_events, {});
    if (events.onClosed)
        events.onClosed();
}

void Connection::sendFrame(Opcode opcode, Buffers pieces, std::function<void()> sent, bool last)
{
    size_t size = 0;
    for (const SharedBytes& piece : pieces)
        size += piece.view.size();
    if (m_role == Role::Server) {
        pieces.insert(pieces.begin(), SharedBytes::of(frameHead(opcode, size)));
    } else {
        const Mask mask = newMask();
        std::string payload;
        for (const SharedBytes& piece : pieces)
            payload += piece.view;
        applyMask(payload, mask, 0);
        pieces = {SharedBytes::of(frameHead(opcode, size, mask) + payload)};
    }
    Outgoing frame{std::move(pieces), std::move(sent), last};
    if (m_sending)
        m_outgoing.push_back(std::move(frame));
    else
        transmit(std::move(frame));
}

void Connection::transmit(Outgoing frame)
{
    m_sending = true;
    const auto done = [weak = weak_from_this(), sent = std::move(frame.sent)] {
        if (sent)
            sent();
        if (const auto self = weak.lock())
            self->frameSent();
    };
    for (size_t i = 0; i < frame.bytes.size(); ++i)
        m_bytes->send(std::move(frame.bytes[i]), i + 1 == frame.bytes.size() ? done : std::function<void()>());
    if (frame.last)
        m_bytes->close();
}

void Connection::frameSent()
{
    const MutexLock lock(m_mutex);
    m_sending = false;
    if (m_outgoing.empty())
        return;
    Outgoing next = std::move(m_outgoing.front());
    m_outgoing.pop_front();
    transmit(std::move(next));
}

std::shared_ptr<ByteStream> asByteStream(std::shared_ptr<Connection> connection)
{
    return std::make_shared<Tunnel>(std::move(connection));
}

} // namespace skiff::net::websocket
