#include "app/session/exec_shell.h"

#include "tests/support/register_test.h"

#include <QJsonDocument>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>
#include <QUrlQuery>
#include <QWebSocketHandshakeOptions>
#include <QWebSocketServer>

using namespace skiff::session;

namespace {

/// A server of exec over WebSocket on the loopback interface: what is asked for, and one answer for each.
struct FakeExec
{
    QWebSocketServer server{QStringLiteral("fake"), QWebSocketServer::NonSecureMode};
    QList<QWebSocket*> sockets;
    QList<QStringList> commands;
    QList<QByteArray> received;

    explicit FakeExec(const QStringList& protocols)
    {
        server.setSupportedSubprotocols(protocols);
        (void)server.listen(QHostAddress::LocalHost);
        QObject::connect(&server, &QWebSocketServer::newConnection, &server, [this] {
            sockets << server.nextPendingConnection();
            QObject::connect(sockets.last(), &QWebSocket::binaryMessageReceived, &server,
                             [this](const QByteArray& message) { received << message; });
            commands << QUrlQuery(sockets.last()->requestUrl()).allQueryItemValues(QStringLiteral("command"));
        });
    }
    ExecSession::Opener opener()
    {
        return [this](const std::string& path, const auto& query) {
            QUrlQuery items;
            for (const auto& [name, value] : query)
                items.addQueryItem(QString::fromStdString(name), QString::fromStdString(value));
            QUrl url(server.serverUrl().toString() + QString::fromStdString(path));
            url.setQuery(items);
            return QNetworkRequest(url);
        };
    }
    void say(char channel, const QByteArray& bytes) { sockets.last()->sendBinaryMessage(channel + bytes); }
};

const ExecTarget target{.podPath = QStringLiteral("/api/v1/namespaces/shop/pods/web"),
                        .container = QStringLiteral("app")};
const QByteArray noProgram =
    "{'status':'Failure','reason':'InternalError','message':'exec failed: executable file not found in $PATH'}";

QByteArray json(QByteArray text)
{
    return text.replace('\'', '"');
}

} // namespace

class ExecTest final : public QObject
{
    Q_OBJECT

private slots:
    void bytesGoBothWays_data()
    {
        QTest::addColumn<QStringList>("offered");
        QTest::addColumn<QString>("chosen");
        QTest::newRow("v5") << QStringList{"v4.channel.k8s.io", "v5.channel.k8s.io"} << "v5.channel.k8s.io";
        QTest::newRow("v4") << QStringList{"v4.channel.k8s.io"} << "v4.channel.k8s.io";
    }

    void bytesGoBothWays()
    {
        QFETCH(QStringList, offered);
        QFETCH(QString, chosen);
        FakeExec fake(offered);
        ExecTarget command = target;
        command.command = QStringList{"cat", "a b"};
        ExecSession session(fake.opener(), command);
        QByteArray output;
        connect(&session, &ExecSession::output, this, [&output](const QByteArray& bytes) { output += bytes; });
        QSignalSpy ended(&session, &ExecSession::ended);
        session.resize(24, 80);
        session.start();
        QTRY_VERIFY(session.open());
        QCOMPARE(session.protocol(), chosen);
        QTRY_COMPARE(fake.commands, (QList<QStringList>{{"cat", "a b"}}));
        session.send("typed");
        QTRY_VERIFY(fake.received.contains(QByteArray("\0typed", 6)));
        QVERIFY(fake.received.contains(QByteArray("\x04{\"Height\":24,\"Width\":80}")));
        QCOMPARE(session.closeInput(), chosen.startsWith("v5"));
        if (chosen.startsWith("v5"))
            QTRY_VERIFY(fake.received.contains(QByteArray("\xff\0", 2)));
        fake.say(1, "shown");
        QTRY_COMPARE(output, QByteArray("shown"));
        fake.say(3, json("{'status':'Failure','reason':'NonZeroExitCode','message':'exit "
                         "3','details':{'causes':[{'reason':'ExitCode','message':'3'}]}}"));
        QTRY_COMPARE(ended.size(), 1);
        const auto end = ended[0][0].value<ExecEnd>();
        QCOMPARE(end.kind, ExecEnd::Kind::Finished);
        QCOMPARE(end.exitCode, 3);
    }

    /// As long as such a server keeps the connection, it says nothing more.
    void aRefusalIsToldAtOnce()
    {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        connect(&server, &QTcpServer::newConnection, this, [&server] {
            server.nextPendingConnection()->write("HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\n{}");
        });
        ExecTarget command = target;
        command.command = QStringList{"sh"};
        ExecSession session(
            [&server](const auto& path, const auto&) {
                return QNetworkRequest(
                    QUrl(QStringLiteral("ws://127.0.0.1:%1").arg(server.serverPort()) + QString::fromStdString(path)));
            },
            command);
        QSignalSpy ended(&session, &ExecSession::ended);
        session.start();
        QTRY_COMPARE(ended.size(), 1);
        const auto end = ended[0][0].value<ExecEnd>();
        QCOMPARE(end.kind, ExecEnd::Kind::Refused);
        QVERIFY2(end.words.contains("gone"), qPrintable(end.words));
        QVERIFY(!session.open());
    }

    void aLostConnectionIsTold()
    {
        FakeExec fake({"v4.channel.k8s.io"});
        ExecTarget command = target;
        command.command = QStringList{"sh"};
        ExecSession session(fake.opener(), command);
        QSignalSpy ended(&session, &ExecSession::ended);
        session.start();
        QTRY_VERIFY(session.open());
        QTRY_COMPARE(fake.sockets.size(), 1);
        fake.sockets.last()->abort();
        QTRY_COMPARE(ended.size(), 1);
        QCOMPARE(ended[0][0].value<ExecEnd>().kind, ExecEnd::Kind::Lost);
    }

    void aRefusalIsTold()
    {
        ExecSession session([](const std::string&, const auto&) { return QNetworkRequest(QUrl("ws://127.0.0.1:1/")); },
                            target);
        QSignalSpy ended(&session, &ExecSession::ended);
        session.start();
        QTRY_COMPARE(ended.size(), 1);
        QCOMPARE(ended[0][0].value<ExecEnd>().kind, ExecEnd::Kind::Refused);
        QVERIFY(!ended[0][0].value<ExecEnd>().words.isEmpty());
    }

    void aShellIsFoundByTrial()
    {
        FakeExec fake({"v5.channel.k8s.io"});
        ExecShell shell(fake.opener(), target);
        QSignalSpy ended(&shell, &ExecShell::ended);
        shell.start();
        for (int tries = 1; tries <= 2; ++tries) {
            QTRY_COMPARE(fake.sockets.size(), tries);
            fake.say(3, json(noProgram));
        }
        QTRY_COMPARE(fake.commands.size(), 3);
        QCOMPARE(fake.commands[2], QStringList{"bash"});
        fake.say(1, "$ ");
        QTRY_VERIFY(shell.running());
        QCOMPARE(ended.size(), 0);
    }

    void noShellIsSaidClearly()
    {
        FakeExec fake({"v5.channel.k8s.io"});
        ExecShell shell(fake.opener(), target);
        QSignalSpy ended(&shell, &ExecShell::ended);
        shell.start();
        for (int tries = 1; tries <= ExecShell::candidates().size(); ++tries) {
            QTRY_COMPARE(fake.sockets.size(), tries);
            fake.say(3, json(noProgram));
        }
        QTRY_COMPARE(ended.size(), 1);
        QCOMPARE(ended[0][0].value<ExecEnd>().kind, ExecEnd::Kind::NoProgram);
        QVERIFY(ended[0][0].value<ExecEnd>().words.contains("has no shell"));
    }
};

SKIFF_REGISTER_TEST(ExecTest);
#include "exec_test.moc"
