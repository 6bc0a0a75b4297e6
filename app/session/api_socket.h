#pragma once

#include <QNetworkRequest>
#include <QObject>
#include <QStringList>
#include <QWebSocket>

namespace skiff::session {

/// A WebSocket to the API server, by a request that QtTransport has made. Says once how it ended,
/// also when it was refused: QWebSocket then keeps the connection until the server is tired of it.
/// GUI thread.
class ApiSocket final : public QObject
{
    Q_OBJECT

public:
    /// Begins to connect; the server chooses one of `protocols`.
    ApiSocket(const QNetworkRequest& request, const QStringList& protocols, QObject* parent = nullptr);
    ~ApiSocket() override;

    /// Nothing is sent before it is open and after it has ended.
    bool open() const { return m_open; }
    QString protocol() const { return m_open ? m_socket.subprotocol() : QString(); }
    void send(const QByteArray& message);
    void ping() { m_socket.ping(); }
    qint64 bytesToWrite() const { return m_socket.bytesToWrite(); }
    /// Says goodbye; ended() follows.
    void close() { m_socket.close(); }

signals:
    void opened();
    void received(const QByteArray& message);
    void answered(); ///< the ping
    void written(); ///< some of what was sent
    /// `refusal` is why it never opened, for people; empty when it was open.
    void ended(const QString& refusal);

private:
    void end();

    QWebSocket m_socket;
    bool m_open = false;
    bool m_ended = false;
};

} // namespace skiff::session
