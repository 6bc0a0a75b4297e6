#include "app/session/forward/socket_stream.h"

#include <QSslSocket>

#include <chrono>
#include <functional>
#include <utility>

namespace skiff::session {

namespace {

constexpr qint64 ReadBuffer = 256 * 1024; ///< more waits in the kernel, and then at the server
constexpr qint64 ShortQueue = 256 * 1024;
constexpr qint64 ReadSize = 64 * 1024;
constexpr auto ClosePatience = std::chrono::seconds(5);

} // namespace

std::shared_ptr<SocketStream> SocketStream::make(std::unique_ptr<QTcpSocket> socket)
{
    return std::shared_ptr<SocketStream>(new SocketStream(std::move(socket)));
}

SocketStream::SocketStream(std::unique_ptr<QTcpSocket> socket) : m_socket(socket.release()), m_timers(new QtExecutor)
{
    m_socket->setParent(nullptr);
    m_socket->setReadBufferSize(ReadBuffer);
    m_socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    // Signals are emitted by the socket, which outlives us; while one is handled, we live.
    const auto on = [this](auto what) {
        return [this, what] {
            const auto self = shared_from_this();
            std::invoke(what, *self);
        };
    };
    QObject::connect(m_socket, &QTcpSocket::bytesWritten, m_socket, on(&SocketStream::tellSent));
    if (auto* secure = qobject_cast<QSslSocket*>(m_socket))
        QObject::connect(secure, &QSslSocket::encryptedBytesWritten, m_socket, on(&SocketStream::tellSent));
    QObject::connect(m_socket, &QTcpSocket::readyRead, m_socket, on(&SocketStream::read));
    QObject::connect(m_socket, &QTcpSocket::disconnected, m_socket, on(&SocketStream::end));
}

SocketStream::~SocketStream()
{
    m_socket->disconnect();
    m_socket->abort();
    m_socket->deleteLater();
    m_timers->deleteLater();
}

void SocketStream::later(void (SocketStream::*what)())
{
    m_timers->post([weak = weak_from_this(), what] {
        if (const auto self = weak.lock())
            std::invoke(what, *self);
    });
}

void SocketStream::start(std::function<void(std::string_view)> onData, std::function<void()> onClose)
{
    m_onData = std::move(onData);
    m_onClose = std::move(onClose);
    later(&SocketStream::begin);
}

void SocketStream::begin()
{
    m_socket->state() == QAbstractSocket::UnconnectedState ? end() : read();
}

void SocketStream::read()
{
    while (!m_paused && m_onData && m_socket->bytesAvailable() > 0) {
        const QByteArray bytes = m_socket->read(ReadSize);
        const auto onData = m_onData; // it may close us, which lets go of it
        onData(std::string_view(bytes.constData(), size_t(bytes.size())));
    }
}

void SocketStream::resume()
{
    if (std::exchange(m_paused, false))
        later(&SocketStream::read);
}

qint64 SocketStream::waiting() const
{
    const auto* secure = qobject_cast<const QSslSocket*>(m_socket);
    return m_socket->bytesToWrite() + (secure ? secure->encryptedBytesToWrite() : 0);
}

void SocketStream::send(net::SharedBytes bytes, std::function<void()> sent)
{
    if (m_closing)
        return;
    m_socket->write(bytes.view.data(), qint64(bytes.view.size()));
    if (!sent)
        return;
    m_sent.push_back(std::move(sent));
    if (m_sent.size() == 1)
        later(&SocketStream::tellSent);
}

void SocketStream::tellSent()
{
    if (waiting() > ShortQueue)
        return;
    for (const auto& sent : std::exchange(m_sent, {}))
        sent();
}

void SocketStream::close()
{
    if (std::exchange(m_closing, true))
        return;
    later(&SocketStream::hangUp);
    // A peer that takes nothing more does not keep us.
    m_timers
        ->postAfter(ClosePatience,
                    [weak = weak_from_this()] {
                        if (const auto self = weak.lock())
                            self->m_socket->abort();
                    })
        .detach();
}

void SocketStream::hangUp()
{
    m_socket->disconnectFromHost(); // what waits goes first
    if (m_socket->state() == QAbstractSocket::UnconnectedState)
        end();
}

void SocketStream::end()
{
    if (!m_closing)
        read(); // what came before the end
    m_closing = true;
    m_onData = nullptr;
    m_sent.clear();
    if (const auto onClose = std::exchange(m_onClose, nullptr))
        onClose();
}

} // namespace skiff::session
