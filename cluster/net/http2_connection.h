#pragma once

#include "cluster/net/answer.h"
#include "cluster/net/http2_support.h"
#include "cluster/net/out_queue.h"
#include "cluster/net/server_connection.h"

#include <nghttp2/nghttp2.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace skiff::net {

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

} // namespace skiff::net
