#pragma once

#include "cluster/base/mutex.h"
#include "cluster/net/channel.h"
#include "cluster/net/duplex.h"
#include "cluster/net/http.h"
#include "cluster/net/out_queue.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace skiff::net {

/// The bytes of a connection after an upgrade, whichever end asked for it, or of one that was
/// dialled for its bytes alone.
///
/// Users hold it through the handle that makeHandle() or makeDuplex() returns; dropping the handle
/// closes. Seen as a Duplex its two ways end one by one. What is sent before adopt() waits. Public
/// functions: any thread.
class RawStream final : public std::enable_shared_from_this<RawStream>
{
public:
    explicit RawStream(std::shared_ptr<EventLoop> loop) : m_loop(std::move(loop)) {}

    static std::shared_ptr<ByteStream> makeHandle(std::shared_ptr<RawStream> stream);
    static std::shared_ptr<Duplex> makeDuplex(std::shared_ptr<RawStream> stream);

    /// Takes over a connection of this loop: `out` is still to be sent, `received` came behind the
    /// upgrade, `released` is called when the connection is closed. Loop thread.
    void adopt(std::unique_ptr<Channel> channel, OutQueue out, std::string received, std::function<void()> released);
    /// There will be no connection. Loop thread.
    void fail();
    /// Closes without sending what waits. Loop thread.
    void closeNow(Status why = {});

    void start(std::function<void(std::string_view)> onData, std::function<void()> onClose);
    void startDuplex(Duplex::Events events);
    void send(SharedBytes bytes, std::function<void()> sent);
    void pause();
    void resume();
    void finish();
    void close();
    void abandon(); ///< closes without sending what waits; any thread

private:
    struct Outgoing
    {
        SharedBytes bytes;
        std::function<void()> sent;
    };
    void takeOutgoing();
    void flush();
    void read();
    void deliver(std::string_view bytes);
    void waitToRead();
    void endOfInput();
    void watchWhilePaused();
    bool peerHasLeft() const;

    const std::shared_ptr<EventLoop> m_loop;

    Mutex m_mutex;
    std::vector<Outgoing> m_outgoing SKIFF_GUARDED_BY(m_mutex);

    // Loop thread only.
    std::unique_ptr<Channel> m_channel;
    std::optional<Deadline> m_closeDeadline; ///< for sending what is left
    OutQueue m_out;
    std::string m_received; ///< not yet delivered
    std::function<void(std::string_view)> m_onData;
    std::function<void()> m_onEnd; ///< set for a Duplex
    std::function<void(Status)> m_onClose;
    std::function<void()> m_released;
    std::optional<Deadline> m_pauseCheck; ///< looks after a peer that nobody reads from
    bool m_started = false;
    bool m_paused = false;
    bool m_waitingToRead = false;
    bool m_waitingToWrite = false;
    bool m_inputEnded = false; ///< of a Duplex: the peer sends no more
    bool m_finishing = false;  ///< tell the peer the same once everything is sent
    bool m_finished = false;
    bool m_closing = false; ///< close once everything is sent
    bool m_closed = false;
};

} // namespace skiff::net
