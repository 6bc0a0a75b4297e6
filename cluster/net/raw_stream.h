#pragma once

#include "cluster/base/mutex.h"
#include "cluster/net/channel.h"
#include "cluster/net/http.h"
#include "cluster/net/out_queue.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace skiff::net {

/// The bytes of a connection after an upgrade, whichever end asked for it.
///
/// Users hold it through the handle that makeHandle() returns; dropping the handle closes. What
/// is sent before adopt() waits. Public functions: any thread.
class RawStream final : public std::enable_shared_from_this<RawStream>
{
public:
    explicit RawStream(std::shared_ptr<EventLoop> loop) : m_loop(std::move(loop)) {}

    static std::shared_ptr<ByteStream> makeHandle(std::shared_ptr<RawStream> stream);

    /// Takes over a connection of this loop: `out` is still to be sent, `received` came behind the
    /// upgrade, `released` is called when the connection is closed. Loop thread.
    void adopt(std::unique_ptr<Channel> channel, OutQueue out, std::string received, std::function<void()> released);
    /// There will be no connection. Loop thread.
    void fail();
    /// Closes without sending what waits. Loop thread.
    void closeNow();

    void start(std::function<void(std::string_view)> onData, std::function<void()> onClose);
    void send(SharedBytes bytes, std::function<void()> sent);
    void pause();
    void resume();
    void close();

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

    const std::shared_ptr<EventLoop> m_loop;

    Mutex m_mutex;
    std::vector<Outgoing> m_outgoing SKIFF_GUARDED_BY(m_mutex);

    // Loop thread only.
    std::unique_ptr<Channel> m_channel;
    std::optional<Deadline> m_closeDeadline; ///< for sending what is left
    OutQueue m_out;
    std::string m_received;      ///< not yet delivered
    std::function<void(std::string_view)> m_onData;
    std::function<void()> m_onClose;
    std::function<void()> m_released;
    bool m_started = false;
    bool m_paused = false;
    bool m_waitingToRead = false;
    bool m_waitingToWrite = false;
    bool m_closing = false;      ///< close once everything is sent
    bool m_closed = false;
};

} // namespace skiff::net
