#include "tests/unit/session/fake_cluster.h"

#include "app/session/forward/socket_stream.h"
#include "cluster/net/spdy/session.h"
#include "cluster/net/websocket/connection.h"
#include "cluster/net/websocket/handshake.h"

#include <QUrl>
#include <QUrlQuery>
#include <QWebSocket>

#include <algorithm>
#include <memory>

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
    if (upgrade(socket, request))
        return;
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

namespace {

net::Headers headersOf(const QByteArray& request)
{
    net::Headers headers;
    for (const QByteArray& line : request.split('\n'))
        if (const qsizetype colon = line.indexOf(':'); colon > 0)
            headers.add(line.left(colon).toStdString(), line.mid(colon + 1).trimmed().toStdString());
    return headers;
}

QByteArray switched(const net::Headers& headers)
{
    QByteArray head = "HTTP/1.1 101 Switching Protocols\r\n";
    for (const auto& [name, value] : headers)
        head += QByteArray::fromStdString(name) + ": " + QByteArray::fromStdString(value) + "\r\n";
    return head + "\r\n";
}

} // namespace

bool FakeCluster::upgrade(QTcpSocket* socket, const QByteArray& request)
{
    using Protocol = session::ForwardProtocol;
    const net::Headers headers = headersOf(request);
    if (!headers.has("Upgrade"))
        return false;
    const auto offered = net::websocket::offeredProtocols(headers);
    const bool channels = std::find(offered.begin(), offered.end(), "v4.channel.k8s.io") != offered.end();
    const Protocol wished = !headers.hasToken("Upgrade", "websocket") ? Protocol::Spdy
                            : channels                                ? Protocol::Channels
                                                                      : Protocol::Tunnel;
    upgrades << QString::fromLatin1(request.left(request.indexOf(' '))) +
                    (wished == Protocol::Spdy       ? QStringLiteral(" spdy")
                     : wished == Protocol::Channels ? QStringLiteral(" channels")
                                                    : QStringLiteral(" tunnel"));
    disconnect(socket, nullptr, this, nullptr);
    if (!spoken.contains(wished)) {
        socket->readAll();
        const QByteArray body = R"({"kind":"Status","message":"not by )" + upgrades.last().toLatin1() + "\"}";
        socket->write("HTTP/1.1 " + QByteArray::number(statusOfOthers) +
                      " No\r\nContent-Type: application/json\r\nContent-Length: " + QByteArray::number(body.size()) +
                      "\r\n\r\n" + body); // and keeps the connection, as servers do
    } else if (wished == Protocol::Channels) {
        m_webSockets.handleConnection(socket);
        QMetaObject::invokeMethod(socket, "readyRead", Qt::QueuedConnection);
    } else {
        forwardOverSpdy(socket, request);
    }
    return true;
}

/// As a kubelet does it: for each pair of streams one connection, which echoes.
void FakeCluster::forwardOverSpdy(QTcpSocket* socket, const QByteArray& request)
{
    using net::spdy::Session;
    using StreamPtr = std::shared_ptr<net::spdy::Stream>;
    const QString pod = QString::fromLatin1(request.split(' ').value(1)).section(QLatin1Char('/'), 6, 6);
    const net::Headers headers = headersOf(request);
    socket->read(request.indexOf("\r\n\r\n") + 4);
    net::Headers answer;
    const bool tunnel = headers.hasToken("Upgrade", "websocket");
    if (tunnel) {
        answer = *net::websocket::accept(headers, "SPDY/3.1+portforward.k8s.io");
    } else {
        answer.add("Connection", "Upgrade");
        answer.add("Upgrade", "SPDY/3.1");
    }
    socket->write(switched(answer));
    const auto raw = session::SocketStream::make(std::unique_ptr<QTcpSocket>(socket));
    std::shared_ptr<net::ByteStream> stream = raw;
    if (tunnel)
        stream = net::websocket::asByteStream(
            net::websocket::Connection::make(raw, net::websocket::Role::Server, raw->timers()));
    const auto session = Session::make(std::move(stream), {});
    Session::Events events;
    events.onStream = [this, pod, error = std::make_shared<StreamPtr>()](const StreamPtr& opened) {
        if (opened->headers().get("streamtype") == "error") {
            *error = opened;
            return;
        }
        forwarded << pod + QLatin1Char(':') + QString::fromStdString(std::string(opened->headers().get("port")));
        if (!refusal.isEmpty()) {
            (*error)->send(net::SharedBytes::of(refusal.toStdString()), {});
            (*error)->finish();
        }
        net::Duplex::Events data;
        data.onData = [this, opened](std::string_view bytes) {
            heard += QByteArray(bytes.data(), qsizetype(bytes.size()));
            if (!answersAtTheEnd && !endsFirst)
                opened->send(net::SharedBytes::of(std::string(bytes)), {});
        };
        data.onEnd = [this, opened, error] {
            if (answersAtTheEnd)
                opened->send(net::SharedBytes::of("heard " + std::to_string(heard.size())), {});
            opened->finish();
            (*error)->finish();
        };
        data.onClosed = [opened, error](const Status&) {
            error->reset();
        };
        opened->start(std::move(data));
        if (endsFirst) {
            opened->send(net::SharedBytes::of(std::string("bye")), {});
            opened->finish();
        }
    };
    session->start(std::move(events));
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
