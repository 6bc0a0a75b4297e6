#include "tests/unit/session/fake_proxy.h"

#include <QHostAddress>
#include <QTcpSocket>

namespace skiff::test {

namespace {

constexpr char SocksVersion = 5;
constexpr char WithPassword = 2;

enum class Stage
{
    First,
    Password,
    Request,
    Joined
};

Stage stageOf(const QTcpSocket& client)
{
    return Stage(client.property("stage").toInt());
}

void setStage(QTcpSocket& client, Stage stage)
{
    client.setProperty("stage", int(stage));
}

} // namespace

FakeProxy::FakeProxy()
{
    (void)m_server.listen(QHostAddress::LocalHost);
    connect(&m_server, &QTcpServer::newConnection, this, [this] {
        while (QTcpSocket* client = m_server.nextPendingConnection())
            connect(client, &QTcpSocket::readyRead, this, [this, client] { read(client); });
    });
}

QUrl FakeProxy::url(const QString& scheme) const
{
    const QString who = credentials.isEmpty() ? QString() : credentials + QLatin1Char('@');
    return QUrl(
        QStringLiteral("%1://%2%3:%4").arg(scheme, who, QStringLiteral("127.0.0.1")).arg(m_server.serverPort()));
}

void FakeProxy::read(QTcpSocket* client)
{
    if (stageOf(*client) == Stage::Joined)
        return; // join() carries on
    if (stageOf(*client) != Stage::First || client->peek(1) == QByteArray(1, SocksVersion))
        readSocks(client);
    else
        readHttp(client);
}

void FakeProxy::readHttp(QTcpSocket* client)
{
    const QByteArray head = client->peek(65'536);
    if (!head.contains("\r\n\r\n"))
        return;
    if (!credentials.isEmpty() && !head.contains("Basic " + credentials.toLatin1().toBase64())) {
        client->readAll();
        client->write("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"test\"\r\n"
                      "Content-Length: 0\r\n\r\n");
        return;
    }
    const QByteArray method = head.split(' ').value(0);
    const bool tunnel = method == "CONNECT";
    const QString target = QString::fromLatin1(head.split(' ').value(1));
    const QUrl url(tunnel ? QStringLiteral("//") + target : target);
    asked << QStringLiteral("%1 %2").arg(QString::fromLatin1(method), url.authority());
    if (tunnel)
        client->read(head.indexOf("\r\n\r\n") + 4);
    QTcpSocket* server = join(client, url.host(), url.port(80), tunnel ? "HTTP/1.1 200 OK\r\n\r\n" : "");
    if (!tunnel)
        server->setProperty("prefix", "http://" + url.authority().toLatin1());
}

void FakeProxy::readSocks(QTcpSocket* client)
{
    const QByteArray bytes = client->readAll(); // a loopback's small messages come whole
    if (stageOf(*client) == Stage::First) {
        const bool known = credentials.isEmpty() || bytes.mid(2).contains(WithPassword);
        client->write(QByteArray(1, SocksVersion) + (!known ? '\xff' : credentials.isEmpty() ? '\0' : WithPassword));
        setStage(*client, credentials.isEmpty() ? Stage::Request : Stage::Password);
    } else if (stageOf(*client) == Stage::Password) {
        const QByteArray name = bytes.mid(2, bytes[1]);
        const bool right = name + ':' + bytes.mid(3 + name.size()) == credentials.toLatin1();
        client->write(QByteArray("\1", 1) + (right ? '\0' : '\1'));
        setStage(*client, Stage::Request);
    } else {
        const bool named = bytes[3] == 3; // else four bytes of an address
        const qsizetype end = named ? 5 + bytes[4] : 8;
        const QString host = named ? QString::fromLatin1(bytes.mid(5, bytes[4]))
                                   : QHostAddress(quint32(quint8(bytes[4])) << 24 | quint32(quint8(bytes[5])) << 16 |
                                                  quint32(quint8(bytes[6])) << 8 | quint8(bytes[7]))
                                         .toString();
        const int port = quint8(bytes[end]) << 8 | quint8(bytes[end + 1]);
        asked << QStringLiteral("SOCKS %1:%2").arg(host).arg(port);
        join(client, host, port, QByteArray("\5\0\0\1\0\0\0\0\0\0", 10));
    }
}

/// From now on bytes go both ways, behind a greeting.
QTcpSocket* FakeProxy::join(QTcpSocket* client, const QString& host, int port, const QByteArray& greeting)
{
    setStage(*client, Stage::Joined);
    auto* server = new QTcpSocket(client);
    const auto toServer = [client, server] {
        QByteArray bytes = client->readAll();
        if (const QByteArray prefix = server->property("prefix").toByteArray(); !prefix.isEmpty())
            bytes.replace(prefix, "");
        server->write(bytes);
    };
    connect(server, &QTcpSocket::connected, client, [client, server, greeting, toServer] {
        client->write(greeting);
        connect(client, &QTcpSocket::readyRead, server, toServer);
        toServer();
    });
    connect(server, &QTcpSocket::readyRead, client, [client, server] { client->write(server->readAll()); });
    connect(server, &QTcpSocket::disconnected, client, &QTcpSocket::disconnectFromHost);
    connect(client, &QTcpSocket::disconnected, server, &QTcpSocket::disconnectFromHost);
    server->connectToHost(host, quint16(port));
    return server;
}

} // namespace skiff::test
