#include "cluster/net/http2_connection.h"

#include <algorithm>
#include <utility>

namespace skiff::net {

namespace {

/// Frames are made only while fewer bytes than this wait for the kernel.
constexpr size_t maxFramesAhead = 256 * 1024;
constexpr int32_t streamWindow = 256 * 1024;
constexpr int32_t connectionWindow = 1024 * 1024;
/// A peer that opens and resets streams faster than this is cut off (CVE-2023-44487).
constexpr uint64_t resetBurst = 500;
constexpr uint64_t resetsPerSecond = 50;

} // namespace

void Http2Connection::makeSession()
{
    nghttp2_session_callbacks* callbacks = nullptr;
    nghttp2_session_callbacks_new(&callbacks);
    setCallbacks(callbacks);
    nghttp2_option* option = nullptr;
    nghttp2_option_new(&option);
    nghttp2_option_set_stream_reset_rate_limit(option, resetBurst, resetsPerSecond);
    nghttp2_option_set_no_closed_streams(option, 1);
    nghttp2_session_server_new2(&m_session, callbacks, this, option);
    nghttp2_option_del(option);
    nghttp2_session_callbacks_del(callbacks);

    const ServerLimits& limits = m_host->limits();
    const nghttp2_settings_entry settings[] = {
        {NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, limits.maxConcurrentStreams},
        {NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, streamWindow},
        {NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, static_cast<uint32_t>(limits.maxHeaderBytes)},
    };
    nghttp2_submit_settings(m_session, NGHTTP2_FLAG_NONE, settings, std::size(settings));
    nghttp2_session_set_local_window_size(m_session, NGHTTP2_FLAG_NONE, 0, connectionWindow);
}

void Http2Connection::start(std::string received)
{
    m_deadline.emplace(*m_loop, [weak = weak_from_this()] {
        if (const auto connection = weak.lock())
            connection->closeNow();
    });
    makeSession();
    takeBytes(received);
    pump();
    read();
}

void Http2Connection::drain()
{
    if (m_closed || std::exchange(m_draining, true))
        return;
    nghttp2_submit_goaway(m_session, NGHTTP2_FLAG_NONE, nghttp2_session_get_last_proc_stream_id(m_session),
                          NGHTTP2_NO_ERROR, nullptr, 0);
    pump();
}

void Http2Connection::closeNow()
{
    if (m_closed)
        return;
    const auto keep = shared_from_this();
    m_closed = true;
    m_deadline->cancel();
    m_channel->close();
    const auto streams = std::exchange(m_streams, {});
    for (const auto& [id, stream] : streams)
        if (stream->answer)
            stream->answer->gone();
    m_host->closed(this);
}

ssize_t Http2Connection::onSend(nghttp2_session*, const uint8_t* data, size_t size, int, void* user)
{
    Http2Connection& connection = self(user);
    if (connection.m_out.bytes() + connection.m_frames.size() > maxFramesAhead)
        return NGHTTP2_ERR_WOULDBLOCK;
    connection.m_frames.append(reinterpret_cast<const char*>(data), size);
    return static_cast<ssize_t>(size);
}

int Http2Connection::onSendData(nghttp2_session*, nghttp2_frame*, const uint8_t* head, size_t size,
                                nghttp2_data_source* source, void* user)
{
    Http2Connection& connection = self(user);
    if (connection.m_out.bytes() + connection.m_frames.size() > maxFramesAhead)
        return NGHTTP2_ERR_WOULDBLOCK;
    connection.m_frames.append(reinterpret_cast<const char*>(head), http2FrameHeadSize);
    static_cast<Http2Body*>(source->ptr)->moveTo(connection.m_frames, connection.m_out, size);
    return 0;
}

void Http2Connection::answerReady(Answer& answer)
{
    ServerStream* stream = m_closed ? nullptr : find(answer.streamId());
    if (!stream || stream->answer.get() != &answer)
        return;
    sendPending(*stream);
    pump();
}

void Http2Connection::sendPending(ServerStream& stream)
{
    Answer::Pending pending = stream.answer->take();
    if (pending.aborted) {
        nghttp2_submit_rst_stream(m_session, NGHTTP2_FLAG_NONE, stream.id, NGHTTP2_INTERNAL_ERROR);
        return;
    }
    size_t size = 0;
    for (SharedBytes& part : pending.body) {
        size += part.view.size();
        if (!stream.headRequest)
            stream.body.add(std::move(part));
    }
    if (pending.finished)
        stream.body.finish();
    if (pending.head)
        submitHead(stream, *pending.head, size);
    else if (stream.body.takeDeferred())
        nghttp2_session_resume_data(m_session, stream.id);
    stream.answer->setTaken(stream.body.bytes());
}

void Http2Connection::submitHead(ServerStream& stream, const Answer::Head& head, size_t bodySize)
{
    Http2Fields fields;
    fields.add(":status", std::to_string(head.status));
    for (const auto& [name, value] : head.headers)
        fields.addIfAllowed(name, value);
    fields.add("date", httpDate());
    const bool bodyAllowed = head.status != 204 && head.status != 304;
    if (head.whole && bodyAllowed && !(stream.headRequest && head.headers.has("Content-Length")))
        fields.add("content-length", std::to_string(bodySize));
    nghttp2_data_provider provider = stream.body.provider();
    const bool empty = !bodyAllowed || stream.headRequest || (head.whole && bodySize == 0);
    nghttp2_submit_response(m_session, stream.id, fields.data(), fields.size(), empty ? nullptr : &provider);
}

void Http2Connection::read()
{
    const auto keep = shared_from_this();
    while (!m_closed) {
        const std::span<char> scratch = m_loop->scratch();
        const Io io = m_channel->read(scratch);
        if (io.state == Io::Done) {
            takeBytes({scratch.data(), io.bytes});
            pump();
            if (m_closed || m_channel->mayHaveMore())
                continue;
        } else if (io.state != Io::Again) {
            closeNow();
            return;
        }
        m_channel->waitReadable([keep] { keep->read(); });
        return;
    }
}

/// Turns what waits into frames and writes them, as far as flow control and the kernel allow.
void Http2Connection::pump()
{
    if (m_closed || m_pumping)
        return;
    const auto keep = shared_from_this();
    m_pumping = true;
    bool progress = false;
    while (!m_waitingToWrite) {
        if (nghttp2_session_send(m_session) != 0) {
            m_pumping = false;
            closeNow();
            return;
        }
        if (!m_frames.empty())
            m_out.add(std::exchange(m_frames, {}));
        if (m_out.empty())
            break;
        progress = true;
        const Io::State state = m_out.flush(*m_channel);
        if (state == Io::Again) {
            m_waitingToWrite = true;
            m_channel->waitWritable([keep] {
                keep->m_waitingToWrite = false;
                keep->pump();
            });
        } else if (state != Io::Done) {
            m_pumping = false;
            closeNow();
            return;
        }
    }
    m_pumping = false;
    for (const auto& [id, stream] : m_streams)
        if (stream->answer)
            stream->answer->setTaken(stream->body.bytes());
    const bool over = !nghttp2_session_want_read(m_session) && !nghttp2_session_want_write(m_session);
    if (m_out.empty() && (over || (m_draining && m_streams.empty())))
        closeNow();
    else
        updateDeadline(progress);
}

/// Idle connections and peers that take nothing of what waits for them are closed in time.
void Http2Connection::updateDeadline(bool progress)
{
    const bool blocked = !m_out.empty() || std::any_of(m_streams.begin(), m_streams.end(), [](const auto& entry) {
        return entry.second->body.bytes() > 0;
    });
    const bool arriving =
        std::any_of(m_streams.begin(), m_streams.end(), [](const auto& entry) { return !entry.second->requestEnded; });
    if (blocked && (progress || !m_blocked))
        m_deadline->set(m_host->limits().writeTimeout);
    else if (!blocked && (arriving || m_streams.empty()))
        m_deadline->set(m_host->limits().idleTimeout);
    else if (!blocked)
        m_deadline->clear();
    m_blocked = blocked;
}

std::shared_ptr<ServerConnection> makeHttp2Connection(ConnectionParts parts)
{
    return std::make_shared<Http2Connection>(std::move(parts));
}

} // namespace skiff::net
