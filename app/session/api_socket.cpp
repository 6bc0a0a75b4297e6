#include "app/session/api_socket.h"

#include "app/session/api_words.h"
#include "app/session/qt_transport.h"

#include <QNetworkProxy>
#include <QWebSocketHandshakeOptions>

namespace skiff::session {

namespace {

#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
constexpr auto failed = &QWebSocket::errorOccurred;
#else
constexpr auto failed = qOverload<QAbstractSocket::SocketError>(&QWebSocket::error);
#endif

} // namespace

ApiSocket::ApiSocket(const QNetworkRequest& request, const QStringList& protocols, QObject* parent) : QObject(parent)
{
    connect(&m_socket, &QWebSocket::connected, this, [this] {
        m_open = true;
        emit opened();
    });
    connect(&m_socket, &QWebSocket::binaryMessageReceived, this, &ApiSocket::received);
    connect(&m_socket, &QWebSocket::textMessageReceived, this,
            [this](const QString& text) { emit received(text.toUtf8()); });
    connect(&m_socket, &QWebSocket::pong, this, &ApiSocket::answered);
    connect(&m_socket, &QWebSocket::bytesWritten, this, [this] {
        if (m_open) // not the handshake's
            emit written();
    });
    connect(&m_socket, &QWebSocket::disconnected, this, &ApiSocket::end);
    // An open one that fails is disconnected, too, and what came before is delivered first.
    connect(&m_socket, failed, this, [this] {
        if (!m_open)
            end();
    });
    QWebSocketHandshakeOptions options;
    options.setSubprotocols(protocols);
    m_socket.setProxy(proxyOf(request));
    m_socket.setSslConfiguration(request.sslConfiguration()); // open() does not look at it
    m_socket.open(request, options);
}

ApiSocket::~ApiSocket()
{
    m_socket.disconnect(this);
}

void ApiSocket::send(const QByteArray& message)
{
    if (m_open)
        m_socket.sendBinaryMessage(message);
}

void ApiSocket::end()
{
    if (std::exchange(m_ended, true))
        return;
    const bool refused = !std::exchange(m_open, false);
    emit ended(refused ? handshakeProblem(m_socket.errorString()) : QString());
}

} // namespace skiff::session
