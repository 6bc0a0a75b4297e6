// What the peer sends: frames become requests, which are handed on when they have arrived whole.
#include "cluster/net/http2_connection.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace skiff::net {

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

} // namespace skiff::net
