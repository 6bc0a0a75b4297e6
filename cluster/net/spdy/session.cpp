#include "cluster/net/spdy/session.h"

#include "cluster/net/spdy/stream_state.h"

#include <fmt/format.h>

#include <utility>

namespace skiff::net::spdy {

namespace {

/// SPDY/3.1, 2.6.8: of every stream and of the session until SETTINGS say otherwise.
constexpr int64_t defaultWindow = 64 * 1024;
constexpr uint32_t streamMask = 0x7fffffff;
constexpr int64_t largestWindow = 0x7fffffff;

Error protocolError(std::string_view what)
{
    return {ErrorCode::InvalidArgument, fmt::format("SPDY: {}", what)};
}

} // namespace

std::shared_ptr<Session> Session::make(std::shared_ptr<ByteStream> connection, Options options)
{
    return std::shared_ptr<Session>(new Session(std::move(connection), options));
}

Session::Session(std::shared_ptr<ByteStream> connection, Options options)
    : m_connection(std::move(connection)),
      m_options(options),
      m_reader({[this](const ControlFrame& frame) { return onControl(frame); },
                [this](uint32_t stream, std::string_view bytes, bool fin) {
                    return onData(stream, bytes, fin);
                }}),
      m_nextStream(options.role == Role::Client ? 1 : 2),
      m_nextPing(m_nextStream),
      m_initialWindow(defaultWindow),
      m_sendWindow(defaultWindow)
{}

void Session::start(Events events)
{
    m_events = std::move(events);
    m_connection->start([self = shared_from_this()](std::string_view bytes) { self->onBytes(bytes); },
                        [self = shared_from_this()] {
                            self->end(Error{ErrorCode::Unavailable, "the connection is gone"}, false);
                        });
}

Result<std::shared_ptr<Stream>> Session::open(const Headers& headers)
{
    const MutexLock lock(m_mutex);
    if (m_closed || m_goneAway || m_nextStream > streamMask)
        return {ErrorCode::Unavailable, "the session takes no more streams"};
    const uint32_t id = std::exchange(m_nextStream, m_nextStream + 2);
    const StatePtr state = addStream(id, headers);
    sendFrame(synStream(id, m_encoder.encode(headers), false));
    return std::make_shared<Stream>(shared_from_this(), state);
}

void Session::ping(std::function<void()> answered)
{
    const MutexLock lock(m_mutex);
    if (m_closed)
        return;
    const uint32_t id = std::exchange(m_nextPing, m_nextPing + 2);
    m_pings[id] = std::move(answered);
    sendFrame(spdy::ping(id));
}

void Session::close()
{
    end({}, true);
}

void Session::end(Status why, bool sayGoodbye)
{
    std::map<uint32_t, StatePtr> streams;
    std::map<uint32_t, std::function<void()>> pings;
    {
        const MutexLock lock(m_mutex);
        if (m_closed)
            return;
        if (sayGoodbye)
            sendFrame(goAway(m_lastPeerStream));
        m_closed = true;
        streams.swap(m_streams);
        pings.swap(m_pings);
        const Status cut = why.ok() ? Status(Error{ErrorCode::Cancelled, "the session is closed"}) : why;
        for (const auto& [id, state] : streams)
            breakOff(*state, cut);
    }
    m_connection->resume(); // a paused connection would not notice its end
    m_connection->close();
    for (const auto& [id, state] : streams)
        drain(state);
    if (const auto closed = m_events.onClosed)
        closed(std::move(why));
}

void Session::onBytes(std::string_view bytes)
{
    {
        const MutexLock lock(m_mutex);
        if (m_closed)
            return;
    }
    if (Status status = m_reader.feed(bytes); !status.ok())
        end(std::move(status), true);
}

Status Session::onControl(const ControlFrame& frame)
{
    switch (frame.type) {
    case FrameType::SynStream:
        return onSynStream(frame);
    case FrameType::SynReply:
        return onSynReply(frame);
    case FrameType::RstStream:
        onReset(numberAt(frame.body, 0) & streamMask);
        return {};
    case FrameType::Settings:
        onSettings(frame.body);
        return {};
    case FrameType::Ping:
        onPing(numberAt(frame.body, 0));
        return {};
    case FrameType::GoAway: {
        const MutexLock lock(m_mutex);
        m_goneAway = true;
        return {};
    }
    case FrameType::Headers: {
        // Nobody uses them here, but they change the state of the compression.
        const Result<Headers> headers = m_decoder.decode(frame.body.substr(4));
        return headers.ok() ? Status() : Status(headers.error());
    }
    case FrameType::WindowUpdate:
        return onWindowUpdate(numberAt(frame.body, 0) & streamMask, numberAt(frame.body, 4) & streamMask);
    }
    return {}; // unknown types are passed over (2.2.1)
}

Status Session::onSynStream(const ControlFrame& frame)
{
    const uint32_t id = numberAt(frame.body, 0) & streamMask;
    SKIFF_TRY_ASSIGN(Headers headers, m_decoder.decode(frame.body.substr(10)));
    const bool accepted = !m_events.accepts || m_events.accepts(headers);
    if (!accepted) {
        const MutexLock lock(m_mutex);
        m_lastPeerStream = std::max(m_lastPeerStream, id);
        sendFrame(rstStream(id, Reset::RefusedStream));
        return {};
    }
    SKIFF_TRY_ASSIGN(const StatePtr state, addPeersStream(id, std::move(headers), frame.flags & FlagFin));
    if (state && m_events.onStream)
        m_events.onStream(std::make_shared<Stream>(shared_from_this(), state));
    return {};
}

/// Nothing when there are too many.
Result<Session::StatePtr> Session::addPeersStream(uint32_t id, Headers headers, bool fin)
{
    const MutexLock lock(m_mutex);
    const bool peersNumber = (id % 2 == 1) == (m_options.role == Role::Server);
    if (!peersNumber || id <= m_lastPeerStream)
        return protocolError(fmt::format("stream {} cannot be opened", id));
    m_lastPeerStream = id;
    if (m_peerStreams >= m_options.maxStreams) {
        sendFrame(rstStream(id, Reset::RefusedStream));
        return StatePtr();
    }
    ++m_peerStreams;
    const StatePtr state = addStream(id, std::move(headers));
    state->peerFinished = fin;
    sendFrame(synReply(id, m_encoder.encode({})));
    return state;
}

Status Session::onSynReply(const ControlFrame& frame)
{
    const Result<Headers> headers = m_decoder.decode(frame.body.substr(4));
    if (!headers.ok())
        return headers.error();
    return frame.flags & FlagFin ? onData(numberAt(frame.body, 0) & streamMask, {}, true) : Status();
}

void Session::onReset(uint32_t stream)
{
    StatePtr state;
    {
        const MutexLock lock(m_mutex);
        state = find(stream);
        if (!state)
            return;
        breakOff(*state, Error{ErrorCode::Cancelled, "the peer reset the stream"});
        settle(*state);
    }
    drain(state);
}

void Session::onPing(uint32_t id)
{
    std::function<void()> answered;
    {
        const MutexLock lock(m_mutex);
        const bool ours = id % 2 == m_nextPing % 2;
        if (!ours)
            sendFrame(spdy::ping(id));
        else if (const auto found = m_pings.find(id); found != m_pings.end())
            answered = std::move(m_pings.extract(found).mapped());
    }
    if (answered)
        answered();
}

void Session::onSettings(std::string_view body)
{
    constexpr size_t entrySize = 8;
    for (size_t at = 4; at + entrySize <= body.size(); at += entrySize) {
        if ((numberAt(body, at) & 0xffffff) != settingInitialWindow)
            continue;
        const int64_t window = numberAt(body, at + 4) & streamMask;
        {
            const MutexLock lock(m_mutex);
            const int64_t change = window - std::exchange(m_initialWindow, window);
            for (const auto& [id, state] : m_streams)
                state->sendWindow += change;
        }
        sendAllWaiting();
    }
}

Status Session::onWindowUpdate(uint32_t stream, uint32_t bytes)
{
    if (!m_options.flowControl)
        return {};
    {
        const MutexLock lock(m_mutex);
        const StatePtr state = find(stream);
        if (stream != 0 && !state)
            return {};
        int64_t& window = state ? state->sendWindow : m_sendWindow;
        window += bytes;
        if (window > largestWindow)
            return protocolError("a window is too large");
    }
    sendAllWaiting();
    return {};
}

/// After windows have grown.
void Session::sendAllWaiting()
{
    std::vector<StatePtr> streams;
    {
        const MutexLock lock(m_mutex);
        for (const auto& [id, state] : m_streams)
            streams.push_back(state);
        for (const StatePtr& state : streams) {
            sendWaiting(*state);
            settle(*state);
        }
    }
    for (const StatePtr& state : streams)
        drain(state);
}

Status Session::onData(uint32_t stream, std::string_view bytes, bool fin)
{
    StatePtr state;
    {
        MutexLock lock(m_mutex);
        state = find(stream);
        if (!state) {
            // What is under way when we reset a stream is no mistake; a stream that never was, is.
            const bool opened = stream % 2 == m_nextStream % 2 ? stream < m_nextStream : stream <= m_lastPeerStream;
            if (!opened)
                sendFrame(rstStream(stream, Reset::InvalidStream));
            giveBack(nullptr, bytes.size());
            return {};
        }
        if (state->peerFinished)
            return protocolError("data behind a stream's end");
        const bool direct =
            state->started && !state->paused && !state->delivering && state->received.empty() && !bytes.empty();
        if (direct) {
            state->delivering = true;
            lock.unlock();
            if (state->events.onData)
                state->events.onData(bytes);
            lock.lock();
            state->delivering = false;
            giveBack(state.get(), bytes.size());
        } else {
            buffer(*state, bytes);
        }
        state->peerFinished = state->peerFinished || fin;
        settle(*state);
    }
    drain(state);
    return {};
}

Session::StatePtr Session::addStream(uint32_t id, Headers headers)
{
    const auto state = std::make_shared<StreamState>(id, std::move(headers));
    state->sendWindow = m_initialWindow;
    m_streams[id] = state;
    return state;
}

Session::StatePtr Session::find(uint32_t id)
{
    const auto found = m_streams.find(id);
    return found == m_streams.end() ? nullptr : found->second;
}

void Session::sendFrame(std::string frame)
{
    if (!m_closed)
        m_connection->send(SharedBytes::of(std::move(frame)), {});
}

/// Keeps what its stream cannot take now. With flow control a peer that sends more than its window
/// has it reset; without, more than is good stops the connection. That is said each time, because a
/// resume() that was under way may come behind the first.
void Session::buffer(StreamState& state, std::string_view bytes)
{
    state.received.append(bytes);
    if (m_options.flowControl && state.received.size() > defaultWindow) {
        sendFrame(rstStream(state.id, Reset::FlowControlError));
        breakOff(state, Error{ErrorCode::ResourceExhausted, "the peer sent more than it may"});
    }
    if (m_options.flowControl || state.received.size() <= m_options.maxBuffered)
        return;
    if (!std::exchange(state.blocking, true))
        ++m_blocking;
    m_connection->pause();
}

void Session::unblock(StreamState& state)
{
    if (std::exchange(state.blocking, false) && --m_blocking == 0)
        m_connection->resume();
}

/// Opens the windows again for what was delivered or dropped, in large steps.
void Session::giveBack(StreamState* state, size_t bytes)
{
    if (!m_options.flowControl)
        return;
    constexpr size_t step = defaultWindow / 2;
    m_consumed += bytes;
    if (m_consumed >= step)
        sendFrame(windowUpdate(0, static_cast<uint32_t>(std::exchange(m_consumed, 0))));
    if (state == nullptr)
        return;
    state->consumed += bytes;
    if (state->consumed >= step && !state->peerFinished && !state->over)
        sendFrame(windowUpdate(state->id, static_cast<uint32_t>(std::exchange(state->consumed, 0))));
}

/// Lets go of a stream whose two ways have ended.
void Session::settle(StreamState& state)
{
    if (state.peerFinished && state.finished)
        state.over = true;
    if (!state.over || m_streams.erase(state.id) == 0)
        return;
    if (state.id % 2 != m_nextStream % 2)
        --m_peerStreams;
}

void Session::breakOff(StreamState& state, Status why)
{
    if (state.over)
        return;
    state.over = true;
    state.end = std::move(why);
    state.waiting.clear();
}

} // namespace skiff::net::spdy
