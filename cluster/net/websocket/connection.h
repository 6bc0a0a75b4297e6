#pragma once

#include "cluster/base/executor.h"
#include "cluster/base/mutex.h"
#include "cluster/net/http.h"
#include "cluster/net/websocket/frame.h"

#include <deque>
#include <functional>
#include <memory>
#include <string_view>

namespace skiff::net::websocket {

enum class Role
{
    Client,
    Server
};

/// Why a connection closes (RFC 6455, 7.4.1).
enum class CloseCode : uint16_t
{
    Normal = 1000,
    ProtocolError = 1002,
    InternalError = 1011
};

/// WebSocket messages over a connection that was upgraded; answers pings itself.
///
/// Held by shared_ptr; lives as long as the connection. Functions: any thread. Callbacks: the
/// connection's loop.
class Connection final : public std::enable_shared_from_this<Connection>
{
public:
    struct Events
    {
        /// A piece of a message, text or binary: `begins` with its first, `ends` with its
        /// last. Only the piece of an empty message, or of an end that came late, is empty.
        std::function<void(std::string_view bytes, bool begins, bool ends)> onPiece;
        std::function<void()> onClosed; ///< the last call
    };

    /// After close() the peer has a few seconds by `timers` to say goodbye, too.
    static std::shared_ptr<Connection> make(std::shared_ptr<ByteStream> bytes, Role role, Executor& timers);

    void start(Events events);
    /// Sends one binary message made of `pieces`; `sent` is called when it left the queue.
    void send(Buffers pieces, std::function<void()> sent);
    void pause();
    void resume();
    /// Sends what is queued, says goodbye, and closes when the peer has answered. Idempotent.
    void close(CloseCode code);

private:
    Connection(std::shared_ptr<ByteStream> bytes, Role role, Executor& timers);
    void onControl(Opcode opcode, std::string_view payload);
    void onGone();
    struct Outgoing
    {
        Buffers bytes;
        std::function<void()> sent;
        bool last = false; ///< the connection closes behind it
    };
    void sendFrame(Opcode opcode, Buffers pieces, std::function<void()> sent, bool last = false)
        SKIFF_REQUIRES(m_mutex);
    void transmit(Outgoing frame) SKIFF_REQUIRES(m_mutex);
    void frameSent();

    const std::shared_ptr<ByteStream> m_bytes;
    const Role m_role;
    Executor& m_timers;

    // The connection's loop only.
    FrameReader m_reader;
    Events m_events;

    Mutex m_mutex;
    bool m_closing SKIFF_GUARDED_BY(m_mutex) = false; ///< our goodbye is sent
    Timer m_patience SKIFF_GUARDED_BY(m_mutex);
    /// Frames leave one by one, each as a TLS record of its own: the Python client of Kubernetes
    /// overlooks a message that came in one record with another.
    std::deque<Outgoing> m_outgoing SKIFF_GUARDED_BY(m_mutex);
    bool m_sending SKIFF_GUARDED_BY(m_mutex) = false;
};

/// The messages of a WebSocket as one stream of bytes: what kubectl tunnels SPDY through.
std::shared_ptr<ByteStream> asByteStream(std::shared_ptr<Connection> connection);

} // namespace skiff::net::websocket
