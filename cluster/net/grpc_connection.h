#pragma once

#include "cluster/net/channel.h"
#include "cluster/net/grpc_client.h"
#include "cluster/net/http2_support.h"
#include "cluster/net/out_queue.h"

#include <nghttp2/nghttp2.h>

#include <atomic>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace skiff::net {

class GrpcConnection;

/// One gRPC call from its request to its status. Loop thread only, but for `cancelled`.
struct GrpcStream
{
    GrpcRequest request;
    GrpcSink sink;
    size_t maxMessageBytes = 0;
    std::atomic<bool> cancelled{false};
    bool ended = false;
    std::optional<Deadline> deadline;
    std::weak_ptr<GrpcConnection> connection;

    // While it is on a connection.
    int32_t id = 0;
    Http2Body body;
    std::string received;          ///< the front of a message that has not arrived whole
    int httpStatus = 0;
    std::optional<int> grpcStatus;
    std::string grpcMessage;

    bool wanted() const { return !ended && !cancelled.load(std::memory_order_acquire); }
    /// Takes DATA and hands out the messages that are complete.
    Status take(std::string_view bytes);
    /// What the status fields of the answer say.
    Status outcome() const;
};

/// One HTTP/2 connection with the calls on it. Loop thread only.
class GrpcConnection final : public std::enable_shared_from_this<GrpcConnection>
{
public:
    using Ended = std::function<void(const std::shared_ptr<GrpcStream>&, Status)>;
    using Closed = std::function<void(const std::shared_ptr<GrpcConnection>&)>;

    /// `ended` is called for each call when it is over. `closed` once, when nothing works any more.
    GrpcConnection(std::shared_ptr<EventLoop> loop, std::unique_ptr<Channel> channel, Ended ended,
                   Closed closed);
    ~GrpcConnection() { nghttp2_session_del(m_session); }

    void start();
    /// False when the connection takes no more calls: open another.
    bool run(const std::shared_ptr<GrpcStream>& stream);
    void cancel(GrpcStream& stream);
    /// Closes without telling.
    void drop();

private:
    using StreamPtr = std::shared_ptr<GrpcStream>;
    static GrpcConnection& self(void* user) { return *static_cast<GrpcConnection*>(user); }
    static int onHeader(nghttp2_session*, const nghttp2_frame* frame, const uint8_t* name, size_t nameSize,
                        const uint8_t* value, size_t valueSize, uint8_t, void* user);
    static int onData(nghttp2_session* session, uint8_t, int32_t id, const uint8_t* data, size_t size, void* user);
    static int onStreamClose(nghttp2_session*, int32_t id, uint32_t code, void* user);
    static ssize_t onSend(nghttp2_session*, const uint8_t* data, size_t size, int, void* user);
    static int onSendData(nghttp2_session*, nghttp2_frame*, const uint8_t* head, size_t size,
                          nghttp2_data_source* source, void* user);
    StreamPtr find(int32_t id) const;
    void read();
    void pump();
    void fail(const Error& error);

    std::shared_ptr<EventLoop> m_loop;
    std::unique_ptr<Channel> m_channel;
    Ended m_ended;
    Closed m_onClosed;
    nghttp2_session* m_session = nullptr;
    std::map<int32_t, StreamPtr> m_streams;
    OutQueue m_out;
    std::string m_frames;
    bool m_waitingToWrite = false;
    bool m_pumping = false;
    bool m_receiving = false;
    bool m_closed = false;
};

} // namespace skiff::net
