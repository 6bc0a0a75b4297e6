// What streams ask of their session, and how what came is delivered to them.
#include "cluster/net/spdy/session.h"
#include "cluster/net/spdy/stream_state.h"

#include <algorithm>
#include <utility>

namespace skiff::net::spdy {

Stream::Stream(std::shared_ptr<Session> session, std::shared_ptr<StreamState> state)
    : m_session(std::move(session)), m_state(std::move(state))
{}

Stream::~Stream()
{
    m_session->closeStream(m_state);
}

uint32_t Stream::id() const
{
    return m_state->id;
}

const Headers& Stream::headers() const
{
    return m_state->headers;
}

void Stream::start(Events events)
{
    m_session->startStream(m_state, std::move(events));
}

void Stream::send(SharedBytes bytes, std::function<void()> sent)
{
    m_session->send(m_state, std::move(bytes), std::move(sent));
}

void Stream::finish()
{
    m_session->finish(m_state);
}

void Stream::pause()
{
    m_session->setPaused(m_state, true);
}

void Stream::resume()
{
    m_session->setPaused(m_state, false);
}

void Stream::close()
{
    m_session->closeStream(m_state);
}

void Session::startStream(const StatePtr& state, Duplex::Events events)
{
    {
        const MutexLock lock(m_mutex);
        state->events = std::move(events);
        state->started = true;
    }
    drain(state);
}

void Session::send(const StatePtr& state, SharedBytes bytes, std::function<void()> sent)
{
    const MutexLock lock(m_mutex);
    if (state->over || state->finishing || m_closed)
        return;
    if (!m_options.flowControl)
        return sendData(*state, std::move(bytes), std::move(sent));
    state->waiting.push_back({std::move(bytes), std::move(sent)});
    sendWaiting(*state);
}

void Session::sendData(StreamState& state, SharedBytes bytes, std::function<void()> sent)
{
    std::string_view rest = bytes.view;
    do {
        const std::string_view part = rest.substr(0, maxDataBytes);
        rest.remove_prefix(part.size());
        m_connection->send(SharedBytes::of(dataHead(state.id, part.size(), false)), {});
        m_connection->send({bytes.owner, part}, rest.empty() ? std::move(sent) : std::function<void()>());
    } while (!rest.empty());
}

void Session::sendWaiting(StreamState& state)
{
    if (!m_options.flowControl || state.over || m_closed)
        return;
    while (!state.waiting.empty()) {
        StreamState::Waiting& front = state.waiting.front();
        const int64_t room = std::min(m_sendWindow, state.sendWindow);
        if (room <= 0)
            return;
        SharedBytes part = front.bytes;
        part.view = part.view.substr(0, static_cast<size_t>(room));
        const auto size = static_cast<int64_t>(part.view.size());
        m_sendWindow -= size;
        state.sendWindow -= size;
        front.bytes.view.remove_prefix(part.view.size());
        const bool whole = front.bytes.view.empty();
        sendData(state, std::move(part), whole ? std::move(front.sent) : std::function<void()>());
        if (whole)
            state.waiting.pop_front();
    }
    if (state.finishing && !std::exchange(state.finished, true))
        sendFrame(dataHead(state.id, 0, true));
}

void Session::finish(const StatePtr& state)
{
    {
        const MutexLock lock(m_mutex);
        if (state->over || std::exchange(state->finishing, true))
            return;
        if (state->waiting.empty()) {
            state->finished = true;
            sendFrame(dataHead(state->id, 0, true));
        }
        settle(*state);
    }
    drain(state);
}

void Session::setPaused(const StatePtr& state, bool paused)
{
    {
        const MutexLock lock(m_mutex);
        state->paused = paused;
    }
    if (!paused)
        drain(state);
}

void Session::closeStream(const StatePtr& state)
{
    {
        const MutexLock lock(m_mutex);
        if (!state->over) {
            sendFrame(rstStream(state->id, Reset::Cancel));
            breakOff(*state, Error{ErrorCode::Cancelled, "the stream is closed"});
            settle(*state);
        }
        giveBack(nullptr, std::exchange(state->received, {}).size());
        unblock(*state);
    }
    drain(state);
}

/// Delivers what can be delivered. One thread at a time does it for a stream: whoever comes
/// meanwhile leaves it to that one, which looks again after each callback.
void Session::drain(const StatePtr& state)
{
    MutexLock lock(m_mutex);
    if (!state->started || state->delivering)
        return;
    state->delivering = true;
    for (;;) {
        if (!state->received.empty()) {
            if (state->paused)
                break;
            const std::string bytes = std::exchange(state->received, {});
            unblock(*state);
            lock.unlock();
            if (state->events.onData)
                state->events.onData(bytes);
            lock.lock();
            giveBack(state.get(), bytes.size());
        } else if (state->peerFinished && !std::exchange(state->endTold, true)) {
            lock.unlock();
            if (state->events.onEnd)
                state->events.onEnd();
            lock.lock();
        } else if (state->over) {
            // The callbacks may hold this very stream: they go without the lock.
            const Duplex::Events events = std::exchange(state->events, {});
            const Status end = state->end;
            lock.unlock();
            if (events.onClosed)
                events.onClosed(end);
            return; // nothing is delivered any more: `delivering` stays
        } else {
            break;
        }
    }
    state->delivering = false;
}

} // namespace skiff::net::spdy
