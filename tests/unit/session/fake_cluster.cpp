#include "tests/unit/session/fake_cluster.h"

#include <QUrl>
#include <QUrlQuery>
#include <QWebSocket>

namespace skiff::test {

FakeCluster::FakeCluster()
{
    (void)m_server.listen(QHostAddress::LocalHost);
    m_webSockets.setSupportedSubprotocols({QStringLiteral("v4.channel.k8s.io")});
    connect(&m_server, &QTcpServer::newConnection, this, [this] {
        while (QTcpSocket* socket = m_server.nextPendingConnection())
            connect(socket, &QTcpSocket::readyRead, this, [this, socket] { serve(socket); });
    });
    connect(&m_webSockets, &QWebSocketServer::newConnection, this, &FakeCluster::forward);
}

QUrl FakeCluster::url() const
{
    return QUrl(QStringLiteral("http://127.0.0.1:%1").arg(m_server.serverPort()));
}

void FakeCluster::serve(QTcpSocket* socket)
{
    const QByteArray request = socket->peek(16'384);
    if (!request.contains("\r\n\r\n"))
        return;
    if (request.toLower().contains("upgrade: websocket")) {
        disconnect(socket, nullptr, this, nullptr);
        m_webSockets.handleConnection(socket);
        QMetaObject::invokeMethod(socket, "readyRead", Qt::QueuedConnection);
        return;
    }
    socket->readAll();
    const QString target = QString::fromLatin1(request.split(' ').value(1));
    const QString path = target.section(QLatin1Char('?'), 0, 0);
    if (target.contains(QLatin1String("watch=true"))) {
        socket->write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n");
        m_watches << socket;
        connect(socket, &QObject::destroyed, this, [this, socket] { m_watches.removeAll(socket); });
        return;
    }
    const bool list = path.endsWith(QLatin1String("/pods"));
    const QByteArray body =
        list ? R"({"metadata":{"resourceVersion":"1"},"items":[)" + pods + "]}" : objects.value(path);
    socket->write(body.isEmpty() ? "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
                                 : "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " +
                                       QByteArray::number(body.size()) + "\r\n\r\n" + body);
}

void FakeCluster::event(const QByteArray& type, const QByteArray& object)
{
    for (QTcpSocket* watch : m_watches)
        watch->write(R"({"type":")" + type + R"(","object":)" + object + "}\n");
}

void FakeCluster::forward()
{
    QWebSocket* socket = m_webSockets.nextPendingConnection();
    const QUrl url = socket->requestUrl();
    const QString ports = QUrlQuery(url).queryItemValue(QStringLiteral("ports"));
    forwarded << url.path().section(QLatin1Char('/'), -2, -2) + QLatin1Char(':') + ports;
    const int port = ports.toInt();
    for (const char channel : {'\0', '\1'}) {
        const char hello[] = {channel, char(port & 0xFF), char(port >> 8)};
        socket->sendBinaryMessage(QByteArray(hello, 3));
    }
    if (!refusal.isEmpty())
        socket->sendBinaryMessage('\1' + refusal);
    connect(socket, &QWebSocket::binaryMessageReceived, socket,
            [socket](const QByteArray& message) { socket->sendBinaryMessage(message); });
    connect(socket, &QWebSocket::disconnected, socket, &QObject::deleteLater);
}

QByteArray podJson(const QByteArray& name, bool ready)
{
    return R"({"kind":"Pod","metadata":{"name":")" + name + R"(","uid":"u-)" + name +
           R"(","resourceVersion":"2"},"spec":{"containers":[{"name":"app","ports":[{"name":"http","containerPort":8080}]}]},)" +
           R"("status":{"phase":"Running","conditions":[{"type":"Ready","status":")" + (ready ? "True" : "False") +
           R"("}]}})";
}

} // namespace skiff::test
