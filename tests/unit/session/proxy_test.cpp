#include "app/session/contexts.h"
#include "app/session/exec_session.h"
#include "app/session/forward/forward.h"
#include "tests/support/register_test.h"
#include "tests/unit/session/fake_cluster.h"
#include "tests/unit/session/fake_proxy.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QWebSocketServer>

#include <optional>

using namespace skiff;
using namespace skiff::session;
using namespace skiff::test;

namespace {

/// What a kubeconfig with that server and proxy-url becomes.
Result<Identity> identityThrough(const QString& server, const QString& proxy)
{
    const QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("config")));
    if (!file.open(QIODevice::WriteOnly))
        return Error{ErrorCode::Unavailable, "no file"};
    file.write(QStringLiteral(
                   "apiVersion: v1\nkind: Config\ncurrent-context: c\ncontexts:\n- name: c\n  context: {cluster: c, "
                   "user: u}\nclusters:\n- name: c\n  cluster: {server: '%1', proxy-url: '%2', "
                   "insecure-skip-tls-verify: true}\nusers:\n- name: u\n  user: {token: t}\n")
                   .arg(server, proxy)
                   .toUtf8());
    file.close();
    return loadIdentity(file.fileName(), QStringLiteral("c"));
}

/// Status and body of a GET, or "error: " and why.
QString get(QtTransport& transport, const std::string& path)
{
    std::optional<Result<client::ApiResponse>> answer;
    client::ApiRequest request;
    request.path = path;
    const auto call = transport.send(request, [&answer](Result<client::ApiResponse> got) { answer = std::move(got); });
    if (!QTest::qWaitFor([&answer] { return answer.has_value(); }, 20'000))
        return QStringLiteral("error: no answer");
    if (!answer->ok())
        return QStringLiteral("error: ") + QString::fromStdString(answer->error().message);
    return QStringLiteral("%1 %2").arg((*answer)->status).arg(QString::fromStdString(*(*answer)->body));
}

QString place(const QUrl& url)
{
    return QStringLiteral("127.0.0.1:%1").arg(url.port());
}

} // namespace

/// A kubeconfig's proxy-url for everything that goes to the server.
class ProxyTest final : public QObject
{
    Q_OBJECT

private slots:
    void requestsGoThroughIt_data() { proxies(); }

    void requestsGoThroughIt()
    {
        QFETCH(QString, scheme);
        QFETCH(QString, credentials);
        FakeProxy proxy;
        proxy.credentials = credentials;
        FakeCluster cluster;
        cluster.objects["/api/v1/namespaces/shop"] = "{}";
        const auto identity = identityThrough(cluster.url().toString(), proxy.url(scheme).toString());
        QVERIFY2(identity.ok(), identity.ok() ? "" : identity.error().message.c_str());
        QtTransport transport(*identity);
        QCOMPARE(get(transport, "/api/v1/namespaces/shop"), QStringLiteral("200 {}"));
        const QString verb = scheme == "http" ? QStringLiteral("GET ") : QStringLiteral("SOCKS ");
        QCOMPARE(proxy.asked, QStringList(verb + place(cluster.url())));
    }

    /// What is encrypted is nothing that a proxy could read or change.
    void secureRequestsAreTunnelled_data() { proxies(); }

    void secureRequestsAreTunnelled()
    {
        QFETCH(QString, scheme);
        QFETCH(QString, credentials);
        QTcpServer server; // it hears how TLS begins, and hangs up
        QVERIFY(server.listen(QHostAddress::LocalHost));
        QByteArray heard;
        connect(&server, &QTcpServer::newConnection, this, [&server, &heard] {
            QTcpSocket* socket = server.nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, socket, [socket, &heard] {
                heard += socket->readAll();
                socket->abort();
            });
        });
        FakeProxy proxy;
        proxy.credentials = credentials;
        const QUrl url(QStringLiteral("https://127.0.0.1:%1").arg(server.serverPort()));
        const auto identity = identityThrough(url.toString(), proxy.url(scheme).toString());
        QVERIFY(identity.ok());
        QtTransport transport(*identity);
        QVERIFY(get(transport, "/api").startsWith("error: "));
        QVERIFY(heard.startsWith("\x16\x03")); // a handshake of TLS
        QVERIFY(proxy.asked.contains((scheme == "http" ? "CONNECT " : "SOCKS ") + place(url)));
    }

    void forwardsGoThroughIt_data()
    {
        proxies(); // of each protocol a forward may speak
    }

    void forwardsGoThroughIt()
    {
        QFETCH(QString, scheme);
        QFETCH(QString, credentials);
        for (const ForwardProtocol protocol :
             {ForwardProtocol::Tunnel, ForwardProtocol::Spdy, ForwardProtocol::Channels}) {
            FakeProxy proxy;
            proxy.credentials = credentials;
            FakeCluster cluster;
            cluster.spoken = {protocol};
            cluster.pods = podJson("web-1");
            const auto identity = identityThrough(cluster.url().toString(), proxy.url(scheme).toString());
            QVERIFY(identity.ok());
            QtTransport transport(*identity);
            ForwardSpec spec;
            spec.target.kind = {.kind = QStringLiteral("Pod"), .path = QStringLiteral("/api/v1/pods")};
            spec.target.nameSpace = QStringLiteral("shop");
            spec.target.name = QStringLiteral("web-1");
            spec.remotePort = 8080;
            Forward forward(spec);
            forward.start(transport);
            QTRY_COMPARE(forward.state(), Forward::State::Ready);
            QTcpSocket program;
            program.connectToHost(QHostAddress::LocalHost, quint16(forward.spec().localPort));
            program.write("ahoy");
            QTRY_COMPARE(program.bytesAvailable(), 4);
            QCOMPARE(forward.protocol(), protocol);
            const QString tunnel = (scheme == "http" ? "CONNECT " : "SOCKS ") + place(cluster.url());
            QVERIFY2(proxy.asked.count(tunnel) >= cluster.upgrades.size(), qPrintable(proxy.asked.join(", ")));
            forward.stop();
        }
    }

    void terminalsGoThroughIt_data() { proxies(); }

    void terminalsGoThroughIt()
    {
        QFETCH(QString, scheme);
        QFETCH(QString, credentials);
        QWebSocketServer server(QStringLiteral("exec"), QWebSocketServer::NonSecureMode);
        server.setSupportedSubprotocols({QStringLiteral("v5.channel.k8s.io")});
        QVERIFY(server.listen(QHostAddress::LocalHost));
        connect(&server, &QWebSocketServer::newConnection, this,
                [&server] { server.nextPendingConnection()->sendBinaryMessage("\1ahoy"); });
        FakeProxy proxy;
        proxy.credentials = credentials;
        const QUrl url(QStringLiteral("http://127.0.0.1:%1").arg(server.serverPort()));
        const auto identity = identityThrough(url.toString(), proxy.url(scheme).toString());
        QVERIFY(identity.ok());
        QtTransport transport(*identity);
        ExecTarget target{.podPath = QStringLiteral("/api/v1/namespaces/shop/pods/web"),
                          .container = QStringLiteral("app")};
        target.command = QStringList{QStringLiteral("sh")};
        ExecSession session(
            [&transport](const auto& path, const auto& query) { return transport.webSocketRequest(path, query); },
            target);
        QByteArray output;
        connect(&session, &ExecSession::output, this, [&output](const QByteArray& bytes) { output += bytes; });
        session.start();
        QTRY_COMPARE(output, QByteArray("ahoy"));
        QCOMPARE(proxy.asked, QStringList((scheme == "http" ? "CONNECT " : "SOCKS ") + place(url)));
    }

    void aProxyThatRefusesUsIsNamed()
    {
        FakeCluster cluster;
        FakeProxy proxy;
        proxy.credentials = QStringLiteral("ada:secret");
        for (const QString& scheme : {QStringLiteral("http"), QStringLiteral("socks5")}) {
            QUrl wrong = proxy.url(scheme);
            wrong.setPassword(QStringLiteral("guess"));
            const auto identity = identityThrough(cluster.url().toString(), wrong.toString());
            QVERIFY(identity.ok());
            QtTransport transport(*identity);
            const QString answer = get(transport, "/api");
            QVERIFY2(answer.startsWith("error: ") && answer.contains("proxy"), qPrintable(answer));
            QVERIFY(!answer.contains("guess"));
        }
        QVERIFY(proxy.asked.isEmpty());
    }

    void aProxyThatIsNotThereIsNamed()
    {
        FakeCluster cluster;
        QTcpServer gone;
        QVERIFY(gone.listen(QHostAddress::LocalHost));
        const QString where = QStringLiteral("127.0.0.1:%1").arg(gone.serverPort());
        gone.close();
        const auto identity = identityThrough(cluster.url().toString(), QStringLiteral("http://") + where);
        QVERIFY(identity.ok());
        QtTransport transport(*identity);
        const QString answer = get(transport, "/api");
        QVERIFY2(answer.startsWith("error: ") && answer.contains(where), qPrintable(answer));
    }

    void anUnknownKindOfProxyIsAnError()
    {
        for (const char* url : {"https://ada:secret@127.0.0.1:1", "ftp://127.0.0.1:1"}) {
            const auto identity = identityThrough(QStringLiteral("https://127.0.0.1:2"), QLatin1String(url));
            QVERIFY(!identity.ok());
            QVERIFY2(identity.error().message.find("socks5://") != std::string::npos, identity.error().message.c_str());
            QVERIFY(identity.error().message.find("secret") == std::string::npos);
        }
    }

private:
    static void proxies()
    {
        QTest::addColumn<QString>("scheme");
        QTest::addColumn<QString>("credentials");
        QTest::newRow("http") << "http"
                              << "";
        QTest::newRow("http with a password") << "http"
                                              << "ada:secret";
        QTest::newRow("socks5") << "socks5"
                                << "";
        QTest::newRow("socks5 with a password") << "socks5"
                                                << "ada:secret";
    }
};

SKIFF_REGISTER_TEST(ProxyTest);
#include "proxy_test.moc"
