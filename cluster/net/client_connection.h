#pragma once

#include "cluster/net/channel.h"
#include "cluster/net/http1_parser.h"
#include "cluster/net/http_client.h"
#include "cluster/net/out_queue.h"
#include "cluster/net/raw_stream.h"

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace skiff::net {

class ClientConnection;

/// A request of HttpClient on its way: waiting, connecting or on a connection. Loop thread only,
/// but for `cancelled`.
struct PendingCall
{
    ClientRequest request;
    std::function<void(int, const Headers&)> onHead;
    std::function<void(std::string_view)> onData;
    std::function<void(Status)> onEnd;
    std::function<void(std::shared_ptr<ByteStream>)> onStream; ///< only of upgrade()
    bool pooled = true;              ///< counts against maxConnections

    std::atomic<bool> cancelled{false};
    bool counted = false;            ///< it holds one of maxConnections
    bool ended = false;
    bool retried = false;
    bool headSeen = false;
    bool paused = false;
    std::optional<Deadline> deadline;
    std::weak_ptr<ClientConnection> connection;

    bool wanted() const { return !cancelled.load(std::memory_order_acquire) && !ended; }
};

/// One HTTP/1.1 connection to a server, used for one call after another. Loop thread only.
class ClientConnection final : public std::enable_shared_from_this<ClientConnection>
{
public:
    struct Events
    {
        /// The call is over and the connection free for another.
        std::function<void(const std::shared_ptr<ClientConnection>&)> onFree;
        /// Closed; `call` is the one that was cut off, if any. `untouched`: a kept connection broke before
        /// any answer came, so that the request may be tried again.
        std::function<void(const std::shared_ptr<ClientConnection>&, std::shared_ptr<PendingCall> call, Error error,
                           bool untouched)>
            onClosed;
        std::function<void(const std::shared_ptr<PendingCall>&, Status)> onEnd;
    };

    ClientConnection(std::shared_ptr<EventLoop> loop, std::unique_ptr<Channel> channel, Endpoint endpoint,
                     size_t maxHeaderBytes, Events events);

    void run(std::shared_ptr<PendingCall> call);
    /// Closes without telling.
    void drop();
    /// Reads on after a pause.
    void resume() { read(); }
    void closeWhenIdleFor(Duration time);
    const Endpoint& endpoint() const { return m_endpoint; }
    uint64_t generation = 0;      ///< of the TLS settings it was made with

private:
    void queueRequest(const ClientRequest& request);
    void flush();
    void read();
    void take(std::string_view bytes);
    void finish();
    void handOver();
    void fail(Error error);

    std::shared_ptr<EventLoop> m_loop;
    std::unique_ptr<Channel> m_channel;
    const Endpoint m_endpoint;
    const size_t m_maxHeaderBytes;
    Events m_events;
    OutQueue m_out;
    std::optional<Http1ResponseParser> m_parser;
    std::shared_ptr<PendingCall> m_call;
    std::optional<Deadline> m_idle;
    std::string m_input;          ///< received and not yet parsed
    int m_status = 0;
    bool m_usedBefore = false;
    bool m_answerBegan = false;
    bool m_waitingToRead = false;
    bool m_waitingToWrite = false;
    bool m_closed = false;
};

} // namespace skiff::net
