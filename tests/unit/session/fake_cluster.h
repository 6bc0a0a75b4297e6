#pragma once

#include "app/session/forward/pod_link.h"

#include <QHash>
#include <QJsonObject>
#include <QObject>
#include <QSet>
#include <QTcpServer>
#include <QTcpSocket>
#include <QWebSocketServer>

namespace skiff::test {

/// An API server of the loopback interface with pods and port-forward: lists what it is given, sends
/// watch events, echoes what is forwarded. GUI thread.
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
    QSet<session::ForwardProtocol> spoken{session::ForwardProtocol::Tunnel, session::ForwardProtocol::Spdy,
                                          session::ForwardProtocol::Channels};
    int statusOfOthers = 400;     ///< how it refuses protocols that are not spoken
    QStringList upgrades;         ///< what was asked for, in order: "GET tunnel", "POST spdy", "GET channels"
    bool answersAtTheEnd = false; ///< the pod sends nothing before it has heard everything
    bool endsFirst = false;       ///< the pod ends its way at once, and hears on
    QByteArray heard;             ///< by the pod
    int watches() const { return int(m_watches.size()); }

private:
    void serve(QTcpSocket* socket);
    bool upgrade(QTcpSocket* socket, const QByteArray& request);
    void forwardOverSpdy(QTcpSocket* socket, const QByteArray& request);
    void forward();

    QList<QTcpSocket*> m_watches; ///< outlives the server, whose sockets leave it
    QTcpServer m_server;
    QWebSocketServer m_webSockets{QString(), QWebSocketServer::NonSecureMode};
};

/// A pod's JSON; not ready pods have no address in services either.
QByteArray podJson(const QByteArray& name, bool ready = true);

} // namespace skiff::test
