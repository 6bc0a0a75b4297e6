#include "cluster/net/answer.h"
#include "cluster/net/http2_support.h"
#include "cluster/net/out_queue.h"
#include "cluster/net/server_connection.h"

#include <fmt/format.h>
#include <nghttp2/nghttp2.h>

#include <algorithm>
#include <deque>
#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace skiff::net {

namespace {

/// Frames are made only while fewer bytes than this wait for the kernel.
constexpr size_t maxFramesAhead = 256 * 1024;
constexpr int32_t streamWindow = 256 * 1024;
constexpr int32_t connectionWindow = 1024 * 1024;
/// A peer that opens and resets streams faster than this is cut off (CVE-2023-44487).
constexpr uint64_t resetBurst = 500;
constexpr uint64_t resetsPerSecond = 50;

/// One request on the connection and what goes out for it.
struct ServerStream
{
    int32_t id = 0;
    Request request;
    size_t headerBytes = 0;
    bool requestEnded = false;
    bool refused = false; ///< answered before its request ended
    size_t discarded = 0; ///< of the rest of it
    bool headRequest = false;
    std::shared_ptr<Answer> answer;
    Http2Body body;
};

/// One HTTP/2 connection.
///
/// Kept alive by its host until closed() and by the waits under way.
class Http2Connection final : public ServerConnection,
                              public AnswerSink,
                              public std::enable_shared_from_this<Http2Connection>
{
public:
    explicit Http2Connection(ConnectionParts parts)
        : m_host(std::move(parts.host)),
          m_loop(std::move(parts.loop)),
          m_channel(std::move(parts.channel)),
          m_peer(std::move(parts.peer))
    {}
    ~Http2Connection() override { nghttp2_session_del(m_session); }

    void start(std::string received) override;
    void drain() override;
    void closeNow() override;
    void answerReady(Answer& answer) override;

private:
    static Http2Connection& self(void* user) { return *static_cast<Http2Connection*>(user); }
    static void setCallbacks(nghttp2_session_callbacks* callbacks);
    static int onBeginHeaders(nghttp2_session*, const nghttp2_frame* frame, void* user);
    static int onHeader(nghttp2_session*, const nghttp2_frame* frame, const uint8_t* name, size_t nameSize,
                        const uint8_t* value, size_t valueSize, uint8_t, void* user);
    static int onData(nghttp2_session*, uint8_t, int32_t id, const uint8_t* data, size_t size, void* user);
    static int onFrame(nghttp2_session*, const nghttp2_frame* frame, void* user);
    static int onStreamClose(nghttp2_session*, int32_t id, uint32_t, void* user);
    static ssize_t onSend(nghttp2_session*, const uint8_t* data, size_t size, int, void* user);
    static int onSendData(nghttp2_session*, nghttp2_frame* frame, const uint8_t* head, size_t size,
                          nghttp2_data_source* source, void* user);

    ServerStream* find(int32_t id);
    void makeSession();
    void takeBytes(std::string_view bytes);
    void dispatchReady();
    void refuse(ServerStream& stream, int status, std::string_view text);
    void sendPending(ServerStream& stream);
    void submitHead(ServerStream& stream, const Answer::Head& head, size_t bodySize);
    void read();
    void pump();
    void updateDeadline(bool progress);

    std::shared_ptr<ServerHost> m_host;
    std::shared_ptr<EventLoop> m_loop;
    std::unique_ptr<Channel> m_channel;
    std::shared_ptr<const Peer> m_peer;
    std::optional<Deadline> m_deadline;
    nghttp2_session* m_session = nullptr;
    std::map<int32_t, std::unique_ptr<ServerStream>> m_streams;
    std::vector<int32_t> m_ready; ///< requests that have arrived whole
    OutQueue m_out;
    std::string m_frames;   ///< frames not yet in m_out
    size_t m_bodyBytes = 0; ///< of requests that have not arrived whole
    /// Each Answer that still lives holds one: handlers may be slower than a peer that resets.
    std::shared_ptr<char> m_living = std::make_shared<char>();
    bool m_draining = false;
    bool m_waitingToWrite = false;
    bool m_pumping = false;
    bool m_blocked = false;
    bool m_closed = false;
};

void Http2Connection::setCallbacks(nghttp2_session_callbacks* callbacks)
{
    nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks, onBeginHeaders);
    nghttp2_session_callbacks_set_on_header_callback(callbacks, onHeader);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, onData);
    nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, onFrame);
    nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, onStreamClose);
    nghttp2_session_callbacks_set_send_callback(callbacks, onSend);
    nghttp2_session_callbacks_set_send_data_callback(callbacks, onSendData);
}

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

ServerStream* Http2Connection::find(int32_t id)
{
    const auto found = m_streams.find(id);
    return found == m_streams.end() ? nullptr : found->second.get();
}

int Http2Connection::onBeginHeaders(nghttp2_session* session, const nghttp2_frame* frame, void* user)
{
    Http2Connection& connection = self(user);
    if (frame->hd.type != NGHTTP2_HEADERS || frame->headers.cat != NGHTTP2_HCAT_REQUEST)
        return 0;
    const int32_t id = frame->hd.stream_id;
    const long living = connection.m_living.use_count() - 1;
    if (connection.m_draining || living >= 2 * static_cast<long>(connection.m_host->limits().maxConcurrentStreams)) {
        nghttp2_submit_rst_stream(session, NGHTTP2_FLAG_NONE, id, NGHTTP2_REFUSED_STREAM);
        return 0;
    }
    auto stream = std::make_unique<ServerStream>();
    stream->id = id;
    stream->request.httpMajor = 2;
    stream->request.peer = connection.m_peer;
    connection.m_streams[id] = std::move(stream);
    return 0;
}

int Http2Connection::onHeader(nghttp2_session*, const nghttp2_frame* frame, const uint8_t* name, size_t nameSize,
                              const uint8_t* value, size_t valueSize, uint8_t, void* user)
{
    Http2Connection& connection = self(user);
    ServerStream* stream = connection.find(frame->hd.stream_id);
    if (!stream || frame->hd.type != NGHTTP2_HEADERS || frame->headers.cat != NGHTTP2_HCAT_REQUEST)
        return 0; // trailers
    stream->headerBytes += nameSize + valueSize + 32;
    if (stream->headerBytes > connection.m_host->limits().maxHeaderBytes)
        return 0; // answered 431 when the frame is complete
    const std::string_view field(reinterpret_cast<const char*>(name), nameSize);
    std::string text(reinterpret_cast<const char*>(value), valueSize);
    Request& request = stream->request;
    if (field == ":method") {
        request.method = std::move(text);
    } else if (field == ":path") {
        const size_t question = std::min(text.find('?'), text.size());
        request.path = text.substr(0, question);
        request.query = question < text.size() ? text.substr(question + 1) : std::string();
        request.target = std::move(text);
    } else if (field == ":authority") {
        request.headers.set("Host", std::move(text));
    } else if (!field.starts_with(':')) {
        request.headers.add(std::string(field), std::move(text));
    }
    return 0;
}

int Http2Connection::onData(nghttp2_session* session, uint8_t, int32_t id, const uint8_t* data, size_t size, void* user)
{
    Http2Connection& connection = self(user);
    ServerStream* stream = connection.find(id);
    if (!stream)
        return 0;
    const size_t most = connection.m_host->limits().maxBodyBytes;
    if (stream->refused) {
        // Some clients read the answer only after they have sent all: let them, within reason.
        stream->discarded += size;
        if (stream->discarded > 4 * most)
            nghttp2_submit_rst_stream(session, NGHTTP2_FLAG_NONE, id, NGHTTP2_NO_ERROR);
        return 0;
    }
    if (stream->request.body.size() + size > most)
        connection.refuse(*stream, 413, "the request's body is too large");
    else if (connection.m_bodyBytes + size > 4 * most)
        connection.refuse(*stream, 429, "too many large requests at once on this connection");
    if (stream->refused)
        return 0;
    connection.m_bodyBytes += size;
    stream->request.body.append(reinterpret_cast<const char*>(data), size);
    return 0;
}

int Http2Connection::onFrame(nghttp2_session*, const nghttp2_frame* frame, void* user)
{
    Http2Connection& connection = self(user);
    if (frame->hd.type != NGHTTP2_HEADERS && frame->hd.type != NGHTTP2_DATA)
        return 0;
    ServerStream* stream = connection.find(frame->hd.stream_id);
    if (!stream)
        return 0;
    if (frame->hd.flags & NGHTTP2_FLAG_END_STREAM)
        stream->requestEnded = true;
    if (!stream->refused && stream->headerBytes > connection.m_host->limits().maxHeaderBytes)
        connection.refuse(*stream, 431, "the request's header fields are too large");
    else if (!stream->refused && stream->requestEnded)
        connection.m_ready.push_back(stream->id);
    return 0;
}

int Http2Connection::onStreamClose(nghttp2_session*, int32_t id, uint32_t, void* user)
{
    Http2Connection& connection = self(user);
    const auto found = connection.m_streams.find(id);
    if (found == connection.m_streams.end())
        return 0;
    const std::unique_ptr<ServerStream> stream = std::move(found->second);
    connection.m_streams.erase(found);
    connection.m_bodyBytes -= stream->request.body.size();
    // The handler may answer other streams from its callback: that comes back through the loop.
    if (stream->answer)
        connection.m_loop->post([answer = stream->answer] { answer->gone(); });
    return 0;
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

void Http2Connection::takeBytes(std::string_view bytes)
{
    const ssize_t taken =
        nghttp2_session_mem_recv(m_session, reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
    if (taken < 0) // what can be answered nghttp2 has answered; this is a flood or no HTTP/2 at all
        closeNow();
    else
        dispatchReady();
}

/// Hands out requests outside of nghttp2's callbacks, since handlers may answer at once.
void Http2Connection::dispatchReady()
{
    for (const int32_t id : std::exchange(m_ready, {})) {
        ServerStream* stream = find(id);
        if (!stream || stream->answer || stream->refused)
            continue;
        m_bodyBytes -= stream->request.body.size();
        stream->headRequest = stream->request.method == "HEAD";
        const auto answer =
            std::make_shared<Answer>(m_loop, weak_from_this(), m_host->limits().maxQueuedBytes, id, m_living);
        stream->answer = answer;
        answer->hold();
        m_host->handle(answer->makeExchange(std::exchange(stream->request, {})));
        answer->release();
        if (m_closed)
            return;
        if (ServerStream* still = find(id))
            sendPending(*still);
    }
}

void Http2Connection::refuse(ServerStream& stream, int status, std::string_view text)
{
    stream.refused = true;
    m_bodyBytes -= stream.request.body.size();
    stream.request = {};
    Answer::Head head{status, {}, true};
    head.headers.add("content-type", "text/plain; charset=utf-8");
    SharedBytes body = SharedBytes::of(fmt::format("{}\n", text));
    const size_t size = body.view.size();
    stream.body.add(std::move(body));
    stream.body.finish();
    submitHead(stream, head, size);
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

} // namespace

std::shared_ptr<ServerConnection> makeHttp2Connection(ConnectionParts parts)
{
    return std::make_shared<Http2Connection>(std::move(parts));
}

} // namespace skiff::net
