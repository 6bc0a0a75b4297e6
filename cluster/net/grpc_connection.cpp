#include "cluster/net/grpc_connection.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

namespace skiff::net {

namespace {

constexpr size_t prefixSize = 5; ///< a flag for compression and the length
/// The server's deadline is a little later than ours, which cancels the call: else the server could end
/// it first, with a reset that does not say why.
constexpr Duration serverGrace = std::chrono::seconds(1);
constexpr size_t maxFramesAhead = 256 * 1024;
constexpr int32_t streamWindow = 1024 * 1024;
constexpr int32_t connectionWindow = 8 * 1024 * 1024;

std::string prefixed(const std::string& message)
{
    std::string framed(prefixSize, '\0');
    for (size_t i = 0; i < 4; ++i)
        framed[1 + i] = static_cast<char>(message.size() >> (24 - 8 * i));
    return framed + message;
}

/// "NNNu" with at most eight digits, as the protocol wants it.
std::string timeoutText(Duration timeout)
{
    const auto millis = std::chrono::duration_cast<std::chrono::milliseconds>(timeout).count();
    if (millis < 100'000'000)
        return fmt::format("{}m", std::max<int64_t>(millis, 1));
    return fmt::format("{}S", std::min<int64_t>(millis / 1000, 99'999'999));
}

} // namespace

ErrorCode errorCodeOfGrpcStatus(int status)
{
    switch (status) {
    case 1:
        return ErrorCode::Cancelled;
    case 3:
    case 11:
        return ErrorCode::InvalidArgument;
    case 4:
        return ErrorCode::Timeout;
    case 5:
        return ErrorCode::NotFound;
    case 6:
        return ErrorCode::AlreadyExists;
    case 7:
        return ErrorCode::PermissionDenied;
    case 8:
        return ErrorCode::ResourceExhausted;
    case 9:
    case 10:
        return ErrorCode::Conflict;
    case 12:
        return ErrorCode::Unsupported;
    case 14:
        return ErrorCode::Unavailable;
    case 15:
        return ErrorCode::DataLoss;
    case 16:
        return ErrorCode::Unauthenticated;
    default:
        return ErrorCode::Internal;
    }
}

Status GrpcStream::take(std::string_view bytes)
{
    received.append(bytes);
    size_t done = 0;
    while (received.size() - done >= prefixSize) {
        const auto byte = [&](size_t i) {
            return static_cast<size_t>(static_cast<unsigned char>(received[done + i]));
        };
        if (byte(0) != 0)
            return {ErrorCode::Internal, "the server compressed a message, which was not asked for"};
        const size_t size = byte(1) << 24 | byte(2) << 16 | byte(3) << 8 | byte(4);
        if (size > maxMessageBytes)
            return {ErrorCode::ResourceExhausted, fmt::format("a message of {} bytes is too large", size)};
        if (received.size() - done - prefixSize < size)
            break;
        if (wanted() && sink.onMessage)
            sink.onMessage(std::string_view(received).substr(done + prefixSize, size));
        done += prefixSize + size;
    }
    received.erase(0, done);
    return {};
}

Status GrpcStream::outcome() const
{
    if (grpcStatus == 0)
        return {};
    if (grpcStatus)
        return {errorCodeOfGrpcStatus(*grpcStatus), grpcMessage};
    if (httpStatus != 0 && httpStatus != 200)
        return {ErrorCode::Unavailable, fmt::format("the server answered with HTTP status {}", httpStatus)};
    return {ErrorCode::Unavailable, "the call was cut off"};
}

GrpcConnection::GrpcConnection(std::shared_ptr<EventLoop> loop, std::unique_ptr<Channel> channel, Ended ended,
                               Closed closed)
    : m_loop(std::move(loop)), m_channel(std::move(channel)), m_ended(std::move(ended)), m_onClosed(std::move(closed))
{
    nghttp2_session_callbacks* callbacks = nullptr;
    nghttp2_session_callbacks_new(&callbacks);
    nghttp2_session_callbacks_set_on_header_callback(callbacks, onHeader);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, onData);
    nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, onStreamClose);
    nghttp2_session_callbacks_set_send_callback(callbacks, onSend);
    nghttp2_session_callbacks_set_send_data_callback(callbacks, onSendData);
    nghttp2_session_client_new(&m_session, callbacks, this);
    nghttp2_session_callbacks_del(callbacks);
}

void GrpcConnection::start()
{
    const nghttp2_settings_entry settings[] = {
        {NGHTTP2_SETTINGS_ENABLE_PUSH, 0},
        {NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, streamWindow},
    };
    nghttp2_submit_settings(m_session, NGHTTP2_FLAG_NONE, settings, std::size(settings));
    nghttp2_session_set_local_window_size(m_session, NGHTTP2_FLAG_NONE, 0, connectionWindow);
    pump();
    read();
}

bool GrpcConnection::run(const StreamPtr& stream)
{
    if (m_closed || nghttp2_session_check_request_allowed(m_session) == 0)
        return false;
    Http2Fields fields;
    fields.add(":method", "POST");
    fields.add(":scheme", "http");
    fields.add(":path", stream->request.method);
    fields.add(":authority", "localhost");
    fields.add("content-type", "application/grpc");
    fields.add("te", "trailers");
    fields.add("user-agent", "skiff");
    if (stream->request.timeout > Duration::zero())
        fields.add("grpc-timeout", timeoutText(stream->request.timeout + serverGrace));
    for (const auto& [name, value] : stream->request.metadata)
        fields.addIfAllowed(name, value);
    stream->body.add(SharedBytes::of(prefixed(stream->request.message)));
    stream->body.finish();
    const nghttp2_data_provider provider = stream->body.provider();
    const int32_t id = nghttp2_submit_request(m_session, nullptr, fields.data(), fields.size(), &provider, nullptr);
    if (id < 0)
        return false;
    stream->id = id;
    stream->connection = weak_from_this();
    m_streams[id] = stream;
    pump();
    if (stream->wanted() && stream->sink.onSent)
        stream->sink.onSent();
    return true;
}

void GrpcConnection::cancel(GrpcStream& stream)
{
    if (m_closed || stream.id == 0)
        return;
    // The body is nghttp2's until the stream is closed; onStreamClose() forgets it then.
    nghttp2_submit_rst_stream(m_session, NGHTTP2_FLAG_NONE, stream.id, NGHTTP2_CANCEL);
    pump();
}

void GrpcConnection::drop()
{
    if (std::exchange(m_closed, true))
        return;
    m_channel->close();
    m_streams.clear();
}

GrpcConnection::StreamPtr GrpcConnection::find(int32_t id) const
{
    const auto found = m_streams.find(id);
    return found == m_streams.end() ? nullptr : found->second;
}

int GrpcConnection::onHeader(nghttp2_session*, const nghttp2_frame* frame, const uint8_t* name, size_t nameSize,
                             const uint8_t* value, size_t valueSize, uint8_t, void* user)
{
    const StreamPtr stream = self(user).find(frame->hd.stream_id);
    if (!stream)
        return 0;
    const std::string_view field(reinterpret_cast<const char*>(name), nameSize);
    const std::string_view text(reinterpret_cast<const char*>(value), valueSize);
    int number = 0;
    const bool isNumber = std::from_chars(text.data(), text.data() + text.size(), number).ec == std::errc();
    if (field == ":status" && isNumber)
        stream->httpStatus = number;
    else if (field == "grpc-status" && isNumber)
        stream->grpcStatus = number;
    else if (field == "grpc-message" && !percentDecode(text, stream->grpcMessage))
        stream->grpcMessage = text;
    return 0;
}

int GrpcConnection::onData(nghttp2_session* session, uint8_t, int32_t id, const uint8_t* data, size_t size, void* user)
{
    GrpcConnection& connection = self(user);
    const StreamPtr stream = connection.find(id);
    if (!stream)
        return 0;
    const Status taken = stream->take({reinterpret_cast<const char*>(data), size});
    if (!taken.ok()) {
        connection.m_ended(stream, taken);
        nghttp2_submit_rst_stream(session, NGHTTP2_FLAG_NONE, id, NGHTTP2_CANCEL);
    }
    return 0;
}

int GrpcConnection::onStreamClose(nghttp2_session*, int32_t id, uint32_t, void* user)
{
    GrpcConnection& connection = self(user);
    const StreamPtr stream = connection.find(id);
    if (!stream)
        return 0;
    connection.m_streams.erase(id);
    connection.m_ended(stream, stream->outcome());
    return 0;
}

ssize_t GrpcConnection::onSend(nghttp2_session*, const uint8_t* data, size_t size, int, void* user)
{
    GrpcConnection& connection = self(user);
    if (connection.m_out.bytes() + connection.m_frames.size() > maxFramesAhead)
        return NGHTTP2_ERR_WOULDBLOCK;
    connection.m_frames.append(reinterpret_cast<const char*>(data), size);
    return static_cast<ssize_t>(size);
}

int GrpcConnection::onSendData(nghttp2_session*, nghttp2_frame*, const uint8_t* head, size_t size,
                               nghttp2_data_source* source, void* user)
{
    GrpcConnection& connection = self(user);
    if (connection.m_out.bytes() + connection.m_frames.size() > maxFramesAhead)
        return NGHTTP2_ERR_WOULDBLOCK;
    connection.m_frames.append(reinterpret_cast<const char*>(head), http2FrameHeadSize);
    static_cast<Http2Body*>(source->ptr)->moveTo(connection.m_frames, connection.m_out, size);
    return 0;
}

void GrpcConnection::read()
{
    const auto keep = shared_from_this();
    while (!m_closed) {
        const std::span<char> scratch = m_loop->scratch();
        const Io io = m_channel->read(scratch);
        if (io.state == Io::Done) {
            m_receiving = true;
            const ssize_t taken =
                nghttp2_session_mem_recv(m_session, reinterpret_cast<const uint8_t*>(scratch.data()), io.bytes);
            m_receiving = false;
            if (taken < 0) {
                fail({ErrorCode::Unavailable, fmt::format("broken HTTP/2: {}", nghttp2_strerror(int(taken)))});
                return;
            }
            pump();
            if (m_closed || m_channel->mayHaveMore())
                continue;
        } else if (io.state != Io::Again) {
            fail({ErrorCode::Unavailable, "the connection was closed"});
            return;
        }
        m_channel->waitReadable([keep] { keep->read(); });
        return;
    }
}

void GrpcConnection::pump()
{
    if (m_closed || m_pumping || m_receiving) // nghttp2 must not be entered from its own callbacks
        return;
    const auto keep = shared_from_this();
    m_pumping = true;
    while (!m_closed && !m_waitingToWrite) {
        if (nghttp2_session_send(m_session) != 0) {
            fail({ErrorCode::Unavailable, "broken HTTP/2"});
            break;
        }
        if (!m_frames.empty())
            m_out.add(std::exchange(m_frames, {}));
        if (m_out.empty())
            break;
        const Io::State state = m_out.flush(*m_channel);
        if (state == Io::Again) {
            m_waitingToWrite = true;
            m_channel->waitWritable([keep] {
                keep->m_waitingToWrite = false;
                keep->pump();
            });
        } else if (state != Io::Done) {
            fail({ErrorCode::Unavailable, m_channel->failure()});
        }
    }
    m_pumping = false;
    if (!m_closed && !nghttp2_session_want_read(m_session) && !nghttp2_session_want_write(m_session))
        fail({ErrorCode::Unavailable, "the server closed the connection"});
}

void GrpcConnection::fail(const Error& error)
{
    if (std::exchange(m_closed, true))
        return;
    const auto keep = shared_from_this();
    m_channel->close();
    if (const auto closed = std::exchange(m_onClosed, nullptr))
        closed(keep);
    for (const auto& [id, stream] : std::exchange(m_streams, {}))
        m_ended(stream, error);
}

} // namespace skiff::net
