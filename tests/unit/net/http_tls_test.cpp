#include "tests/support/register_test.h"
#include "tests/unit/net/tls_files.h"

#include <QTest>

using namespace skiff;
using test::runProgram;
using test::ServerFixture;

class HttpTlsTest : public QObject
{
    Q_OBJECT

private slots:
    void choosesTheProtocol();
    void knowsWhoItsPeerIs_data();
    void knowsWhoItsPeerIs();
    void servesPythonOverOneConnection();
    void usesACertificateThatIsReloaded();
    void refusesAKeyThatDoesNotFit();

private:
    net::HttpServer::Options options() const
    {
        net::HttpServer::Options options;
        options.tls = m_files.serverTls();
        return options;
    }
    QByteArray curl(const QStringList& arguments) const
    {
        return runProgram("curl", QStringList{"-s", "--cacert", m_files.path("ca.crt")} + arguments);
    }

    test::TlsFiles m_files;
};

void HttpTlsTest::choosesTheProtocol()
{
    ServerFixture fixture(options());
    const QString url = fixture.url("/hello", "https");
    const QString big = fixture.url("/big", "https");
    QCOMPARE(curl({"-w", " %{http_version}", "--http2", url}), QByteArray("hello, world 2"));
    QCOMPARE(curl({"-w", " %{http_version}", "--http1.1", url}), QByteArray("hello, world 1.1"));
    QCOMPARE(curl({"--http2", url, url, url}), QByteArray("hello, worldhello, worldhello, world"));
    for (const char* version : {"--http2", "--http1.1"})
        QCOMPARE(curl({"-o", "/dev/null", "-w", "%{size_download}", version, big}), QByteArray("33554432"));
    // Fifty at once on one connection.
    QStringList many{"--http2", "--parallel"};
    for (int i = 0; i < 50; ++i)
        many << fixture.url("/stream", "https");
    QCOMPARE(curl(many).count("three\n"), qsizetype(50));
}

void HttpTlsTest::knowsWhoItsPeerIs_data()
{
    QTest::addColumn<QString>("leaf");
    QTest::addColumn<QByteArray>("answer");
    QTest::newRow("none") << QString() << QByteArray("unverified nothing / HTTP/");
    QTest::newRow("ours") << QString("client") << QByteArray("verified presented system:node:one/system:nodes HTTP/");
    QTest::newRow("stranger's") << QString("stranger") << QByteArray("unverified presented / HTTP/");
    QTest::newRow("not for clients") << QString("ca") << QByteArray("verified presented ca/ HTTP/");
}

void HttpTlsTest::knowsWhoItsPeerIs()
{
    QFETCH(QString, leaf);
    QFETCH(QByteArray, answer);
    ServerFixture fixture(options());
    QStringList arguments{fixture.url("/who", "https")};
    if (!leaf.isEmpty())
        arguments << "--cert" << m_files.path(leaf + ".crt") << "--key" << m_files.path(leaf + ".key");
    QCOMPARE(curl(QStringList{"--http2"} + arguments), answer + "2");
    QCOMPARE(curl(QStringList{"--http1.1"} + arguments), answer + "1");
}

void HttpTlsTest::servesPythonOverOneConnection()
{
    ServerFixture fixture(options());
    const QString script = QStringLiteral(R"(
import http.client, ssl, sys
context = ssl.create_default_context(cafile=sys.argv[1])
connection = http.client.HTTPSConnection('127.0.0.1', int(sys.argv[2]), context=context)
socket = None
for path in ('/hello', '/stream', '/hello'):
    connection.request('GET', path)
    print(connection.getresponse().read().decode(), end='')
    assert socket in (None, connection.sock)
    socket = connection.sock
connection.request('POST', '/echo', body=iter([b'a', b'b']), encode_chunked=True, headers={'Transfer-Encoding': 'chunked'})
print(connection.getresponse().read().decode(), end='')
)");
    QCOMPARE(runProgram("python3", {"-c", script, m_files.path("ca.crt"), QString::number(fixture.server().port())}),
             QByteArray("hello, worldone\ntwo\nthree\nhello, worldab"));
}

void HttpTlsTest::usesACertificateThatIsReloaded()
{
    ServerFixture fixture(options());
    QVERIFY(fixture.server().reloadTls(m_files.serverTls("renewed")).ok());
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start("curl", {"-sv", "--cacert", m_files.path("ca.crt"), fixture.url("/hello", "https")});
    QVERIFY(process.waitForFinished());
    QVERIFY(process.readAll().contains("CN=renewed"));
}

void HttpTlsTest::refusesAKeyThatDoesNotFit()
{
    net::HttpServer::Options wrong = options();
    wrong.tls->keyPem = m_files.text("client.key");
    net::HttpServer server(wrong, ServerFixture::answerPaths);
    const Status started = server.start();
    QVERIFY(!started.ok());
    QCOMPARE(started.error().code, ErrorCode::InvalidArgument);
}

SKIFF_REGISTER_TEST(HttpTlsTest);

#include "http_tls_test.moc"
