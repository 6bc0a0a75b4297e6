#include "tests/support/register_test.h"
#include "tests/unit/net/server_fixture.h"

#include <QTest>

#include <future>

using namespace skiff;
using namespace std::chrono_literals;
using test::RawClient;
using test::runProgram;
using test::ServerFixture;

class HttpServerTest : public QObject
{
    Q_OBJECT

private slots:
    void answersCurl_data();
    void answersCurl();
    void answersPipelinedRequestsInOrder();
    void refusesWhatIsMalformed_data();
    void refusesWhatIsMalformed();
    void answersAnExpectation();
    void tellsTheHandlerThatThePeerIsGone();
    void stopsTakingPartsForASlowReader();
    void givesUpgradedBytesToTheHandler();
    void closesAConnectionThatSendsNoRequest();
    void stopsInBoundedTime();
    void servesAUnixSocket();
};

void HttpServerTest::answersCurl_data()
{
    QTest::addColumn<QStringList>("protocol");
    QTest::newRow("HTTP/1.0") << QStringList{"--http1.0"};
    QTest::newRow("HTTP/1.1") << QStringList{"--http1.1"};
    QTest::newRow("HTTP/2") << QStringList{"--http2-prior-knowledge"};
}

void HttpServerTest::answersCurl()
{
    QFETCH(QStringList, protocol);
    net::HttpServer::Options options;
    options.limits.maxHeaderBytes = 16 * 1024;
    ServerFixture fixture(options);
    const auto curl = [&](const QStringList& arguments) {
        return runProgram("curl", QStringList{"-s"} + protocol + arguments);
    };
    QCOMPARE(curl({fixture.url("/hello")}), QByteArray("hello, world"));
    QCOMPARE(curl({fixture.url("/stream")}), QByteArray("one\ntwo\nthree\n"));
    QCOMPARE(curl({"-d", "some body", fixture.url("/echo")}), QByteArray("some body"));
    QCOMPARE(curl({"-o", "/dev/null", "-w", "%{size_download}", fixture.url("/big")}), QByteArray("33554432"));
    QCOMPARE(curl({"-o", "/dev/null", "-w", "%{http_code}", fixture.url("/drop")}), QByteArray("500"));
    QVERIFY(curl({"-I", fixture.url("/hello")}).toLower().contains("content-length: 12"));
    // Two requests on one connection; curl 7.88 cannot do that with HTTP/2 by prior knowledge.
    if (!protocol.contains("--http2-prior-knowledge"))
        QCOMPARE(curl({fixture.url("/hello"), fixture.url("/hello")}), QByteArray("hello, worldhello, world"));

    QTemporaryDir folder;
    const QString upload = folder.filePath("upload");
    QFile file(upload);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray(2 * 1024 * 1024, 'u'));
    file.close();
    QCOMPARE(curl({"--data-binary", "@" + upload, fixture.url("/echo")}).size(), qsizetype(2 * 1024 * 1024));
    QCOMPARE(curl({"--data-binary", "@" + upload, "-H", "Expect: 100-continue", fixture.url("/echo")}).size(),
             qsizetype(2 * 1024 * 1024));
    if (!protocol.contains("--http1.0"))
        QCOMPARE(curl({"-T", upload, "-H", "Transfer-Encoding: chunked", fixture.url("/echo")}).size(),
                 qsizetype(2 * 1024 * 1024));
    QVERIFY(file.open(QIODevice::Append));
    file.write(QByteArray(2 * 1024 * 1024, 'u'));
    file.close();
    QCOMPARE(curl({"--data-binary", "@" + upload, "-o", "/dev/null", "-w", "%{http_code}", fixture.url("/echo")}),
             QByteArray("413"));
    const QString longField = "X-Long: " + QString(20'000, QLatin1Char('a'));
    QCOMPARE(curl({"-H", longField, "-o", "/dev/null", "-w", "%{http_code}", fixture.url("/hello")}),
             QByteArray("431"));
}

void HttpServerTest::answersPipelinedRequestsInOrder()
{
    ServerFixture fixture;
    RawClient client(fixture.server().port());
    client.send("\r\nPOST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n1"
                "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n2\r\n0\r\n\r\n"
                "GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    const std::string all = client.readAll();
    const size_t first = all.find("\r\n\r\n1HTTP");
    const size_t second = all.find("\r\n\r\n2HTTP");
    QVERIFY2(first != std::string::npos && second != std::string::npos && first < second, all.c_str());
    QVERIFY(all.ends_with("hello, world"));
}

void HttpServerTest::refusesWhatIsMalformed_data()
{
    QTest::addColumn<QByteArray>("sent");
    QTest::addColumn<QByteArray>("status");
    QTest::newRow("no HTTP") << QByteArray("hello\r\n\r\n") << QByteArray("400");
    QTest::newRow("no Host") << QByteArray("GET / HTTP/1.1\r\n\r\n") << QByteArray("400");
    QTest::newRow("two Hosts") << QByteArray("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n") << QByteArray("400");
    QTest::newRow("bad version") << QByteArray("GET / HTTP/3.0\r\n\r\n") << QByteArray("505");
    QTest::newRow("two lengths") << QByteArray("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n"
                                               "Content-Length: 2\r\n\r\nxx")
                                 << QByteArray("400");
    QTest::newRow("length and chunks") << QByteArray("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n"
                                                     "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
                                       << QByteArray("400");
    QTest::newRow("unknown coding") << QByteArray("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n")
                                    << QByteArray("501");
    QTest::newRow("chunks in 1.0") << QByteArray("POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                                                 "0\r\n\r\n")
                                   << QByteArray("400");
    QTest::newRow("bad chunk") << QByteArray("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")
                               << QByteArray("400");
    QTest::newRow("space before colon") << QByteArray("GET / HTTP/1.1\r\nHost : a\r\n\r\n") << QByteArray("400");
    QTest::newRow("other expectation") << QByteArray("GET / HTTP/1.1\r\nHost: a\r\nExpect: coffee\r\n\r\n")
                                       << QByteArray("417");
    QByteArray many("GET / HTTP/1.1\r\nHost: a\r\n");
    for (int i = 0; i < 5'000; ++i)
        many += "X-Field-" + QByteArray::number(i) + ": some value\r\n";
    QTest::newRow("many fields") << many + "\r\n" << QByteArray("431");
}

void HttpServerTest::refusesWhatIsMalformed()
{
    QFETCH(QByteArray, sent);
    QFETCH(QByteArray, status);
    ServerFixture fixture;
    RawClient client(fixture.server().port());
    client.send({sent.constData(), static_cast<size_t>(sent.size())});
    client.halfClose();
    const std::string answer = client.readAll();
    QVERIFY2(answer.starts_with("HTTP/1.1 " + status.toStdString() + " "), answer.c_str());
}

void HttpServerTest::answersAnExpectation()
{
    ServerFixture fixture;
    RawClient client(fixture.server().port());
    client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
    QCOMPARE(client.readUntil("\r\n\r\n"), std::string("HTTP/1.1 100 Continue\r\n\r\n"));
    client.send("body");
    QVERIFY(client.readUntil("\r\n\r\nbody").ends_with("body"));
}

void HttpServerTest::tellsTheHandlerThatThePeerIsGone()
{
    std::promise<void> started;
    std::promise<void> gone;
    std::shared_ptr<net::Exchange> held;
    ServerFixture fixture({}, [&](std::shared_ptr<net::Exchange> exchange) {
        held = exchange;
        exchange->onGone([&] { gone.set_value(); });
        exchange->startStream(200, {});
        exchange->write({net::SharedBytes::literal("first")});
        started.set_value();
    });
    {
        RawClient client(fixture.server().port());
        client.send("GET /watch HTTP/1.1\r\nHost: a\r\n\r\n");
        client.readUntil("first");
    }
    QVERIFY(gone.get_future().wait_for(10s) == std::future_status::ready);
    QVERIFY(!held->write({net::SharedBytes::literal("more")}));
}

void HttpServerTest::stopsTakingPartsForASlowReader()
{
    std::promise<size_t> written;
    net::HttpServer::Options options;
    options.limits.maxQueuedBytes = 1024 * 1024;
    ServerFixture fixture(options, [&](const std::shared_ptr<net::Exchange>& exchange) {
        exchange->startStream(200, {});
        size_t total = 0;
        while (total < 256u * 1024 * 1024 && exchange->write({net::SharedBytes::of(std::string(64 * 1024, 's'))}))
            total += 64 * 1024;
        written.set_value(total);
    });
    RawClient client(fixture.server().port());
    client.send("GET /watch HTTP/1.1\r\nHost: a\r\n\r\n");
    QCOMPARE(written.get_future().get(), size_t(1024 * 1024));
}

void HttpServerTest::givesUpgradedBytesToTheHandler()
{
    std::shared_ptr<net::ByteStream> stream;
    std::promise<void> closed;
    ServerFixture fixture({}, [&](const std::shared_ptr<net::Exchange>& exchange) {
        net::Headers headers;
        headers.add("Connection", "Upgrade");
        headers.add("Upgrade", "echo");
        auto upgraded = exchange->upgrade(std::move(headers));
        QVERIFY(upgraded.ok());
        stream = *upgraded;
        stream->start([&](std::string_view bytes) { stream->send(net::SharedBytes::of(std::string(bytes)), {}); },
                      [&] { closed.set_value(); });
    });
    {
        RawClient client(fixture.server().port());
        client.send("GET /exec HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\nearly ");
        const std::string head = client.readUntil("early ");
        QVERIFY2(head.starts_with("HTTP/1.1 101 Switching Protocols\r\n"), head.c_str());
        client.send("late");
        QCOMPARE(client.readUntil("late"), std::string("late"));
    }
    QVERIFY(closed.get_future().wait_for(10s) == std::future_status::ready);
}

void HttpServerTest::closesAConnectionThatSendsNoRequest()
{
    net::HttpServer::Options options;
    options.limits.idleTimeout = 50ms;
    options.limits.headerTimeout = 50ms;
    options.limits.handshakeTimeout = 50ms;
    ServerFixture fixture(options);
    RawClient silent(fixture.server().port());
    QCOMPARE(silent.readAll(), std::string());
    RawClient slow(fixture.server().port());
    slow.send("GET /hello HTTP/1.1\r\nHos");
    QVERIFY(slow.readAll().starts_with("HTTP/1.1 408 "));
    RawClient idle(fixture.server().port());
    idle.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
    QVERIFY(idle.readAll().ends_with("hello, world"));
}

void HttpServerTest::stopsInBoundedTime()
{
    std::shared_ptr<net::Exchange> held;
    std::promise<void> started;
    net::HttpServer::Options options;
    options.stopGrace = 50ms;
    ServerFixture fixture(options, [&](std::shared_ptr<net::Exchange> exchange) {
        held = exchange;
        exchange->startStream(200, {});
        started.set_value();
    });
    RawClient watcher(fixture.server().port());
    watcher.send("GET /watch HTTP/1.1\r\nHost: a\r\n\r\n");
    started.get_future().wait();
    RawClient idle(fixture.server().port());
    const auto before = std::chrono::steady_clock::now();
    fixture.server().stop();
    QVERIFY(std::chrono::steady_clock::now() - before < 5s);
    QVERIFY(!held->write({net::SharedBytes::literal("late")}));
    QVERIFY(!RawClient(fixture.server().port()).connected());
}

void HttpServerTest::servesAUnixSocket()
{
    QTemporaryDir folder;
    net::HttpServer::Options options;
    options.unixPath = folder.filePath("api.sock").toStdString();
    ServerFixture fixture(options);
    QCOMPARE(runProgram("curl", {"-s", "--unix-socket", folder.filePath("api.sock"), "http://local/hello"}),
             QByteArray("hello, world"));
    QCOMPARE(QFile::permissions(folder.filePath("api.sock")) & (QFile::ReadOther | QFile::ReadGroup),
             QFile::Permissions());
}

SKIFF_REGISTER_TEST(HttpServerTest);

#include "http_server_test.moc"
