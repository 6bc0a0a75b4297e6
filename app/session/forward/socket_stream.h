#pragma once

#include "app/session/qt_executor.h"
#include "cluster/net/http.h"

#include <QTcpSocket>

#include <memory>
#include <vector>

namespace skiff::session {

/// A socket of Qt as a net::ByteStream, so that net's protocols run over it. Callbacks come through
/// the event loop, never inside a call. GUI thread.
class SocketStream final : public net::ByteStream, public std::enable_shared_from_this<SocketStream>
{
public:
    /// Of a connected socket. What it has received already is delivered first.
    static std::shared_ptr<SocketStream> make(std::unique_ptr<QTcpSocket> socket);
    ~SocketStream() override;

    /// For the time-outs of whoever speaks over it; lives as long.
    Executor& timers() { return *m_timers; }

    void start(std::function<void(std::string_view)> onData, std::function<void()> onClose) override;
    void send(net::SharedBytes bytes, std::function<void()> sent) override;
    void pause() override { m_paused = true; }
    void resume() override;
    void close() override;

private:
    explicit SocketStream(std::unique_ptr<QTcpSocket> socket);
    qint64 waiting() const;
    void later(void (SocketStream::*what)());
    void begin();
    void read();
    void tellSent();
    void hangUp();
    void end();

    // Both go after us, by themselves: we may go while one of them calls.
    QTcpSocket* m_socket;
    QtExecutor* m_timers;
    std::function<void(std::string_view)> m_onData;
    std::function<void()> m_onClose;
    std::vector<std::function<void()>> m_sent; ///< to be called when the queue is short again
    bool m_paused = false;
    bool m_closing = false;
};

} // namespace skiff::session
