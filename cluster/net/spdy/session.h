#pragma once

#include "cluster/base/mutex.h"
#include "cluster/net/duplex.h"
#include "cluster/net/spdy/frame.h"
#include "cluster/net/spdy/header_block.h"

#include <functional>
#include <map>
#include <memory>
#include <vector>

namespace skiff::net::spdy {

class Session;
struct StreamState;

/// One stream of a session. Dropping it resets it unless both ways have ended. Any thread.
class Stream final : public Duplex
{
public:
    Stream(std::shared_ptr<Session> session, std::shared_ptr<StreamState> state);
    ~Stream() override;

    uint32_t id() const;
    /// What the side that opened it said of it; names in lower case.
    const Headers& headers() const;

    void start(Events events) override;
    void send(SharedBytes bytes, std::function<void()> sent) override;
    void finish() override;
    void pause() override;
    void resume() override;
    void close() override;

private:
    const std::shared_ptr<Session> m_session;
    const std::shared_ptr<StreamState> m_state;
};

/// SPDY/3.1 over a connection that was upgraded: streams that either side opens, with headers.
///
/// Lives as long as its connection or a stream of it. Functions: any thread. Callbacks: onStream
/// and onClosed on the connection's loop (onClosed also inside close()), those of streams as Duplex says.
class Session final : public std::enable_shared_from_this<Session>
{
public:
    enum class Role
    {
        Client,
        Server
    };
    struct Options
    {
        Role role = Role::Server;
        /// SPDY/3.1's windows, both ways. Off for Kubernetes, whose library sends without and never
        /// opens a window again: there a stream that is paused lets `maxBuffered` wait, then stops the connection.
        bool flowControl = false;
        size_t maxStreams = 2'000; ///< opened by the peer at a time; more are refused
        size_t maxBuffered = 512 * 1024;
    };
    struct Events
    {
        /// Whether to take a stream with these headers; nothing: every one.
        std::function<bool(const Headers&)> accepts;
        /// The peer opened a stream; it is answered already.
        std::function<void(std::shared_ptr<Stream>)> onStream;
        /// The connection is gone, or the peer spoke no SPDY; after it nothing comes.
        std::function<void(Status)> onClosed;
    };

    static std::shared_ptr<Session> make(std::shared_ptr<ByteStream> connection, Options options);

    void start(Events events);
    /// Unavailable when the session is closed or the peer takes no more streams.
    Result<std::shared_ptr<Stream>> open(const Headers& headers);
    void ping(std::function<void()> answered);
    /// Says goodbye, then closes connection and streams. Idempotent.
    void close();

private:
    friend class Stream;
    using StatePtr = std::shared_ptr<StreamState>;

    Session(std::shared_ptr<ByteStream> connection, Options options);

    // Connection's thread.
    void onBytes(std::string_view bytes);
    Status onControl(const ControlFrame& frame);
    Status onData(uint32_t stream, std::string_view bytes, bool fin);
    Status onSynStream(const ControlFrame& frame);
    Status onSynReply(const ControlFrame& frame);
    void onReset(uint32_t stream);
    void onSettings(std::string_view body);
    void onPing(uint32_t id);
    Status onWindowUpdate(uint32_t stream, uint32_t bytes);
    Result<StatePtr> addPeersStream(uint32_t id, Headers headers, bool fin);

    // For streams, any thread.
    void startStream(const StatePtr& state, Duplex::Events events);
    void send(const StatePtr& state, SharedBytes bytes, std::function<void()> sent);
    void finish(const StatePtr& state);
    void setPaused(const StatePtr& state, bool paused);
    void closeStream(const StatePtr& state);

    StatePtr addStream(uint32_t id, Headers headers) SKIFF_REQUIRES(m_mutex);
    StatePtr find(uint32_t id) SKIFF_REQUIRES(m_mutex);
    void sendFrame(std::string frame) SKIFF_REQUIRES(m_mutex);
    void sendData(StreamState& state, SharedBytes bytes, std::function<void()> sent) SKIFF_REQUIRES(m_mutex);
    void sendWaiting(StreamState& state) SKIFF_REQUIRES(m_mutex);
    void buffer(StreamState& state, std::string_view bytes) SKIFF_REQUIRES(m_mutex);
    void unblock(StreamState& state) SKIFF_REQUIRES(m_mutex);
    void giveBack(StreamState* state, size_t bytes) SKIFF_REQUIRES(m_mutex);
    void settle(StreamState& state) SKIFF_REQUIRES(m_mutex);
    void breakOff(StreamState& state, Status why) SKIFF_REQUIRES(m_mutex);
    void sendAllWaiting();
    void drain(const StatePtr& state);
    void end(Status why, bool sayGoodbye);

    const std::shared_ptr<ByteStream> m_connection;
    const Options m_options;

    // Connection's thread only.
    FrameReader m_reader;
    HeaderDecoder m_decoder;
    Events m_events;

    Mutex m_mutex;
    HeaderEncoder m_encoder SKIFF_GUARDED_BY(m_mutex);
    std::map<uint32_t, StatePtr> m_streams SKIFF_GUARDED_BY(m_mutex);
    std::map<uint32_t, std::function<void()>> m_pings SKIFF_GUARDED_BY(m_mutex);
    uint32_t m_nextStream SKIFF_GUARDED_BY(m_mutex);
    uint32_t m_nextPing SKIFF_GUARDED_BY(m_mutex);
    uint32_t m_lastPeerStream SKIFF_GUARDED_BY(m_mutex) = 0;
    size_t m_peerStreams SKIFF_GUARDED_BY(m_mutex) = 0; ///< of those in m_streams, how many the peer opened
    size_t m_blocking SKIFF_GUARDED_BY(m_mutex) = 0;    ///< how many of them stop the connection
    bool m_goneAway SKIFF_GUARDED_BY(m_mutex) = false;
    bool m_closed SKIFF_GUARDED_BY(m_mutex) = false;
    int64_t m_initialWindow SKIFF_GUARDED_BY(m_mutex); ///< the peer's, for each new stream
    int64_t m_sendWindow SKIFF_GUARDED_BY(m_mutex);    ///< the peer's, for the whole session
    size_t m_consumed SKIFF_GUARDED_BY(m_mutex) = 0;
};

} // namespace skiff::net::spdy
