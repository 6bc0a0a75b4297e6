#include "app/session/forward_connection.h"

#include "app/session/api_words.h"

#include <QWebSocketHandshakeOptions>

#include <algorithm>

namespace skiff::session {

namespace {

constexpr char Data = 0;
constexpr char Errors = 1;
constexpr qsizetype PortBytes = 2;
constexpr qint64 LocalBuffer = 256 * 1024; ///< the kernel makes the local program wait beyond it
constexpr qint64 MostOutgoing = 1 << 20;
constexpr qint64 MostIncoming = 64 << 20; ///< a local program that reads nothing loses its connection here
constexpr qsizetype MostError = 4096;

} // namespace

ForwardConnection::ForwardConnection(std::unique_ptr<QTcpSocket> local, const QNetworkRequest& request, QObject* parent)
    : QObject(parent), m_local(std::move(local)), m_remote(std::make_unique<QWebSocket>())
{
    m_local->setReadBufferSize(LocalBuffer);
    m_local->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    connect(m_local.get(), &QTcpSocket::readyRead, this, &ForwardConnection::readLocal);
    connect(m_local.get(), &QTcpSocket::disconnected, this, [this] {
        readLocal(); // what came before the end
        m_remote->close();
    });
    connect(m_remote.get(), &QWebSocket::connected, this, [this] {
        m_open = true;
        readLocal();
        if (m_local->state() == QAbstractSocket::UnconnectedState)
            m_remote->close();
    });
    connect(m_remote.get(), &QWebSocket::bytesWritten, this, &ForwardConnection::readLocal);
    connect(m_remote.get(), &QWebSocket::binaryMessageReceived, this, &ForwardConnection::onMessage);
    connect(m_remote.get(), &QWebSocket::disconnected, this, &ForwardConnection::onClosed);
    QWebSocketHandshakeOptions options;
    options.setSubprotocols({QStringLiteral("v4.channel.k8s.io")});
    m_remote->setSslConfiguration(request.sslConfiguration()); // open() does not look at it
    m_remote->open(request, options);
}

ForwardConnection::~ForwardConnection()
{
    m_local->disconnect(this);
    m_remote->disconnect(this);
}

void ForwardConnection::readLocal()
{
    while (m_open && m_local->bytesAvailable() > 0 && m_remote->bytesToWrite() < MostOutgoing) {
        const QByteArray bytes = m_local->read(32 * 1024);
        m_remote->sendBinaryMessage(Data + bytes);
        emit moved(bytes.size(), 0);
    }
}

void ForwardConnection::onMessage(const QByteArray& message)
{
    if (message.isEmpty() || (message.front() != Data && message.front() != Errors))
        return;
    const char channel = message.front();
    qsizetype begin = 1;
    if (!std::exchange(m_portTold[int(channel)], true))
        begin += PortBytes;
    const QByteArray bytes = message.mid(begin);
    if (bytes.isEmpty())
        return;
    if (channel == Errors) {
        m_error = (m_error + bytes).left(MostError);
        m_remote->close();
        return;
    }
    m_local->write(bytes);
    emit moved(0, bytes.size());
    if (m_local->bytesToWrite() > MostIncoming)
        finish(tr("The local program does not read what comes from the pod."));
}

void ForwardConnection::onClosed()
{
    if (!m_error.isEmpty())
        finish(QString::fromUtf8(m_error).trimmed());
    else if (!m_open)
        finish(handshakeProblem(m_remote->errorString()));
    else
        finish({});
}

void ForwardConnection::finish(const QString& problem)
{
    if (std::exchange(m_ended, true))
        return;
    m_open = false;
    m_remote->disconnect(this);
    m_local->disconnect(this);
    if (problem.isEmpty())
        m_local->disconnectFromHost(); // what is still to be written goes first
    else
        m_local->abort();
    // The socket lives until the last byte is with the program.
    QTcpSocket* local = m_local.get();
    if (local->state() != QAbstractSocket::UnconnectedState) {
        connect(local, &QTcpSocket::disconnected, this, [this, problem] { emit ended(problem); });
        return;
    }
    emit ended(problem);
}

} // namespace skiff::session
