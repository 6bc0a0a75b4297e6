#pragma once

#include <QHash>
#include <QJsonObject>
#include <QObject>
#include <QTcpServer>
#include <QTcpSocket>
#include <QWebSocketServer>

namespace skiff::test {

/// An API server of the loopback interface with pods and port-forward over WebSocket: lists what it
/// is given, sends watch events, echoes what is forwarded. GUI thread.
class FakeCluster final : public QObject
{
public:
    FakeCluster();

    QUrl url() const;
    /// JSON of "/api/v1/…" answered to GET.
    QHash<QString, QByteArray> objects;
    QByteArray pods; ///< items of the list, comma between them
    /// To all watches that are open.
    void event(const QByteArray& type, const QByteArray& object);

    QStringList forwarded; ///< "POD:PORTS" of each connection
    QByteArray refusal;    ///< sent on the error channel instead of an echo
    int watches() const { return int(m_watches.size()); }

private:
    void serve(QTcpSocket* socket);
    void forward();

    QList<QTcpSocket*> m_watches; ///< outlives the server, whose sockets leave it
    QTcpServer m_server;
    QWebSocketServer m_webSockets{QString(), QWebSocketServer::NonSecureMode};
};

/// A pod's JSON; not ready pods have no address in services either.
QByteArray podJson(const QByteArray& name, bool ready = true);

} // namespace skiff::test
