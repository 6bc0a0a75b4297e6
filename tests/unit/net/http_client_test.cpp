#include "cluster/net/http_client.h"
#include "tests/support/register_test.h"
#include "tests/unit/net/tls_files.h"

#include <QTest>

#include <future>
#include <set>

using namespace skiff;
using namespace std::chrono_literals;
using test::ServerFixture;

namespace {

net::ClientRequest get(uint16_t port, std::string target, bool tls = false)
{
    net::ClientRequest request;
    request.endpoint = net::Endpoint{tls, net::Address{"127.0.0.1", port, {}}};
    request.target = std::move(target);
    return request;
}

Result<net::ClientResponse> sendAndWait(net::HttpClient& client, net::ClientRequest request)
{
    std::promise<Result<net::ClientResponse>> promise;
    const auto call = client.send(std::move(request),
                                  [&](Result<net::ClientResponse> result) { promise.set_value(std::move(result)); });
    return promise.get_future().get();
}

} // namespace

class HttpClientTest : public QObject
{
    Q_OBJECT

private slots:
    void readsUrls_data();
    void readsUrls();
    void sendsAndReceives();
    void usesAConnectionAgain();
    void repeatsOnAConnectionThatWasClosedMeanwhile();
    void waitsWhenAllConnectionsAreBusy();
    void streamsAndCancels();
    void timesOutAndSaysSo();
    void namesHostAndCause();
    void showsItsCertificate();
    void refusesAServerItDoesNotTrust();
    void switchesProtocols();
    void handsOverARefusedUpgrade();
    void stopsReadingWhilePaused();
    void restrictsWhereToConnect();
};

void HttpClientTest::readsUrls_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("endpoint");
    QTest::addColumn<QString>("target");
    QTest::newRow("https") << "https://10.96.0.1:6443/api?x=1"
                           << "https://10.96.0.1:6443"
                           << "/api?x=1";
    QTest::newRow("default port") << "http://localhost"
                                  << "http://localhost:80"
                                  << "/";
    QTest::newRow("query only") << "https://a?x"
                                << "https://a:443"
                                << "/?x";
    QTest::newRow("IPv6") << "https://[::1]:8443/"
                          << "https://[::1]:8443"
                          << "/";
    QTest::newRow("IPv6 without port") << "https://[::1]"
                                       << "https://[::1]:443"
                                       << "/";
    QTest::newRow("unix") << "unix:///run/x.sock"
                          << "unix:///run/x.sock"
                          << "";
    for (const char* bad : {"", "ftp://a", "https://", "https://a:x", "https://a:70000", "unix://"})
        QTest::newRow(bad) << bad << ""
                           << "";
}

void HttpClientTest::readsUrls()
{
    QFETCH(QString, url);
    QFETCH(QString, endpoint);
    QFETCH(QString, target);
    std::string read;
    const auto parsed = net::Endpoint::parse(url.toStdString(), &read);
    QCOMPARE(parsed.ok(), !endpoint.isEmpty());
    if (!parsed.ok())
        return;
    QCOMPARE(QString::fromStdString(parsed->text()), endpoint);
    QCOMPARE(QString::fromStdString(read), target);
}

void HttpClientTest::sendsAndReceives()
{
    ServerFixture fixture;
    net::HttpClient client({});
    auto request = get(fixture.server().port(), "/echo");
    request.method = "POST";
    request.body = std::string(1024 * 1024, 'b');
    const auto echoed = sendAndWait(client, request);
    QVERIFY(echoed.ok());
    QCOMPARE(echoed->status, 200);
    QVERIFY(*echoed->body == request.body);
    QCOMPARE(*sendAndWait(client, get(fixture.server().port(), "/stream"))->body, std::string("one\ntwo\nthree\n"));
    QCOMPARE(sendAndWait(client, get(fixture.server().port(), "/nothing"))->status, 404);
    auto head = get(fixture.server().port(), "/hello");
    head.method = "HEAD";
    const auto headAnswer = sendAndWait(client, head);
    QVERIFY(headAnswer.ok());
    QCOMPARE(headAnswer->headers.get("content-length"), std::string_view("12"));
    QVERIFY(headAnswer->body->empty());
}

void HttpClientTest::usesAConnectionAgain()
{
    std::set<std::string> peers;
    ServerFixture fixture({}, [&](const std::shared_ptr<net::Exchange>& exchange) {
        peers.insert(exchange->request().peer->address);
        exchange->send({});
    });
    net::HttpClient client({});
    for (int i = 0; i < 5; ++i)
        QVERIFY(sendAndWait(client, get(fixture.server().port(), "/")).ok());
    QCOMPARE(peers.size(), size_t(1));
}

void HttpClientTest::repeatsOnAConnectionThatWasClosedMeanwhile()
{
    net::HttpServer::Options options;
    options.limits.idleTimeout = 1ms;
    ServerFixture fixture(options);
    net::HttpClient client({});
    for (int i = 0; i < 50; ++i)
        QVERIFY(sendAndWait(client, get(fixture.server().port(), "/hello")).ok());
}

void HttpClientTest::waitsWhenAllConnectionsAreBusy()
{
    std::mutex mutex;
    std::vector<std::shared_ptr<net::Exchange>> held;
    std::promise<void> full;
    ServerFixture fixture({}, [&](const std::shared_ptr<net::Exchange>& exchange) {
        const std::lock_guard lock(mutex);
        held.push_back(exchange);
        if (held.size() == 2)
            full.set_value();
        if (held.size() > 2)
            exchange->send({});
    });
    net::HttpClient::Options options;
    options.maxConnections = 2;
    net::HttpClient client(options);
    std::atomic<int> done = 0;
    std::promise<void> all;
    std::vector<std::unique_ptr<net::ClientCall>> calls;
    for (int i = 0; i < 5; ++i)
        calls.push_back(client.send(get(fixture.server().port(), "/"), [&](Result<net::ClientResponse> result) {
            QVERIFY(result.ok());
            if (++done == 5)
                all.set_value();
        }));
    full.get_future().wait();
    QCOMPARE(done.load(), 0);
    {
        const std::lock_guard lock(mutex);
        held[0]->send({});
        held[1]->send({});
    }
    QVERIFY(all.get_future().wait_for(10s) == std::future_status::ready);
}

void HttpClientTest::streamsAndCancels()
{
    std::promise<void> gone;
    std::shared_ptr<net::Exchange> held;
    ServerFixture fixture({}, [&](const std::shared_ptr<net::Exchange>& exchange) {
        held = exchange;
        exchange->onGone([&] { gone.set_value(); });
        exchange->startStream(200, {});
        exchange->write({net::SharedBytes::literal("event")});
    });
    net::HttpClient client({});
    std::promise<std::string> event;
    std::atomic<bool> ended = false;
    auto call = client.stream(get(fixture.server().port(), "/watch"),
                              {[](int, const net::Headers&) {},
                               [&](std::string_view bytes) { event.set_value(std::string(bytes)); },
                               [&](Status) {
                                   ended = true;
                               }});
    QCOMPARE(event.get_future().get(), std::string("event"));
    call.reset();
    QVERIFY(gone.get_future().wait_for(10s) == std::future_status::ready);
    QVERIFY(!ended);
}

void HttpClientTest::timesOutAndSaysSo()
{
    std::vector<std::shared_ptr<net::Exchange>> held;
    ServerFixture fixture({}, [&](const std::shared_ptr<net::Exchange>& exchange) { held.push_back(exchange); });
    net::HttpClient client({});
    auto request = get(fixture.server().port(), "/slow");
    request.timeout = 50ms;
    const auto result = sendAndWait(client, request);
    QVERIFY(!result.ok());
    QCOMPARE(result.error().code, ErrorCode::Timeout);
    QVERIFY2(result.error().message.ends_with("no answer to GET /slow within 0.05 s"), result.error().message.c_str());
}

void HttpClientTest::namesHostAndCause()
{
    const test::RefusingPort closed;
    net::HttpClient client({});
    const auto refused = sendAndWait(client, get(closed.port(), "/"));
    QVERIFY(!refused.ok());
    QCOMPARE(refused.error().code, ErrorCode::Unavailable);
    QCOMPARE(refused.error().message, "127.0.0.1:" + std::to_string(closed.port()) + ": Connection refused");
    net::ClientRequest missing;
    missing.endpoint.address.unixPath = "/nowhere/x.sock";
    QCOMPARE(sendAndWait(client, missing).error().code, ErrorCode::NotFound);

    ServerFixture aborting({}, [](const std::shared_ptr<net::Exchange>& exchange) { exchange->abort(); });
    const auto aborted = sendAndWait(client, get(aborting.server().port(), "/"));
    QCOMPARE(aborted.error().code, ErrorCode::Unavailable);
    QVERIFY(aborted.error().message.ends_with("the connection was closed before an answer came"));
}

void HttpClientTest::showsItsCertificate()
{
    const test::TlsFiles files;
    net::HttpServer::Options serverOptions;
    serverOptions.tls = files.serverTls();
    ServerFixture fixture(serverOptions);
    net::HttpClient client({.tls = files.clientTls("client")});
    QVERIFY(client.ready().ok());
    QCOMPARE(*sendAndWait(client, get(fixture.server().port(), "/who", true))->body,
             std::string("verified presented system:node:one/system:nodes HTTP/1"));
    QVERIFY(client.reloadTls(files.clientTls("")).ok());
    // The kept connection still shows the old certificate once.
    QVERIFY(sendAndWait(client, get(fixture.server().port(), "/who", true)).ok());
    QCOMPARE(*sendAndWait(client, get(fixture.server().port(), "/who", true))->body,
             std::string("unverified nothing / HTTP/1"));
    QCOMPARE(sendAndWait(client, get(fixture.server().port(), "/big", true))->body->size(), size_t(32 * 1024 * 1024));
}

void HttpClientTest::refusesAServerItDoesNotTrust()
{
    const test::TlsFiles files;
    net::HttpServer::Options serverOptions;
    serverOptions.tls = files.serverTls();
    ServerFixture fixture(serverOptions);
    net::ClientTls tls = files.clientTls("");
    tls.caPem = files.text("other.crt");
    net::HttpClient stranger({.tls = tls});
    const auto result = sendAndWait(stranger, get(fixture.server().port(), "/who", true));
    QVERIFY(!result.ok());
    QVERIFY2(result.error().message.find("certificate of the server: ") != std::string::npos,
             result.error().message.c_str());
    tls.caPem = files.text("ca.crt");
    tls.serverName = "elsewhere";
    net::HttpClient misnamed({.tls = tls});
    QVERIFY(!sendAndWait(misnamed, get(fixture.server().port(), "/who", true)).ok());
    tls.insecure = true;
    net::HttpClient insecure({.tls = tls});
    QVERIFY(sendAndWait(insecure, get(fixture.server().port(), "/who", true)).ok());
}

void HttpClientTest::switchesProtocols()
{
    std::shared_ptr<net::ByteStream> serverEnd;
    ServerFixture fixture({}, [&](const std::shared_ptr<net::Exchange>& exchange) {
        net::Headers headers;
        headers.add("Connection", "Upgrade");
        headers.add("Upgrade", "echo");
        serverEnd = *exchange->upgrade(std::move(headers));
        serverEnd->send(net::SharedBytes::literal("welcome "), {});
        serverEnd->start([&](std::string_view bytes) { serverEnd->send(net::SharedBytes::of(std::string(bytes)), {}); },
                         [] {});
    });
    net::HttpClient client({});
    auto request = get(fixture.server().port(), "/exec");
    request.method = "POST";
    request.headers.add("Connection", "Upgrade");
    request.headers.add("Upgrade", "echo");
    std::promise<Result<net::Upgraded>> promise;
    const auto call =
        client.upgrade(request, [&](Result<net::Upgraded> result) { promise.set_value(std::move(result)); });
    const auto upgraded = promise.get_future().get();
    QVERIFY(upgraded.ok());
    QCOMPARE(upgraded->response.status, 101);
    QCOMPARE(upgraded->response.headers.get("Upgrade"), std::string_view("echo"));
    std::promise<void> echoed;
    std::promise<void> closed;
    std::string all;
    upgraded->stream->start(
        [&](std::string_view bytes) {
            all.append(bytes);
            if (all == "welcome hello")
                echoed.set_value();
        },
        [&] { closed.set_value(); });
    upgraded->stream->send(net::SharedBytes::literal("hello"), {});
    QVERIFY(echoed.get_future().wait_for(10s) == std::future_status::ready);
    serverEnd->close();
    QVERIFY(closed.get_future().wait_for(10s) == std::future_status::ready);
}

void HttpClientTest::handsOverARefusedUpgrade()
{
    ServerFixture fixture;
    net::HttpClient client({});
    std::promise<Result<net::Upgraded>> promise;
    const auto call = client.upgrade(get(fixture.server().port(), "/hello"),
                                     [&](Result<net::Upgraded> result) { promise.set_value(std::move(result)); });
    const auto upgraded = promise.get_future().get();
    QVERIFY(upgraded.ok());
    QVERIFY(!upgraded->stream);
    QCOMPARE(*upgraded->response.body, std::string("hello, world"));
}

void HttpClientTest::stopsReadingWhilePaused()
{
    std::promise<size_t> written;
    net::HttpServer::Options options;
    options.limits.maxQueuedBytes = 1024 * 1024;
    std::shared_ptr<net::Exchange> held;
    ServerFixture fixture(options, [&](const std::shared_ptr<net::Exchange>& exchange) {
        held = exchange;
        exchange->startStream(200, {});
        exchange->write({net::SharedBytes::literal("x")});
    });
    net::HttpClient client({});
    std::promise<void> first;
    std::atomic<size_t> received = 0;
    std::promise<void> complete;
    const auto call = client.stream(get(fixture.server().port(), "/log"), {nullptr,
                                                                           [&](std::string_view bytes) {
                                                                               if (received == 0)
                                                                                   first.set_value();
                                                                               received += bytes.size();
                                                                           },
                                                                           [&](Status status) {
                                                                               QVERIFY(status.ok());
                                                                               complete.set_value();
                                                                           }});
    first.get_future().wait();
    call->pause();
    // The server fills the kernel's buffers and its own queue, then has to give up.
    size_t sent = 1;
    for (int i = 0; i < 4096 && held->write({net::SharedBytes::of(std::string(64 * 1024, 'p'))}); ++i)
        sent += 64 * 1024;
    QVERIFY(sent < 4096u * 64 * 1024);
    held->finish();
    call->resume();
    QVERIFY(complete.get_future().wait_for(20s) == std::future_status::ready);
    QCOMPARE(received.load(), sent);
}

void HttpClientTest::restrictsWhereToConnect()
{
    auto dialer = net::RestrictedDialer::make(std::make_shared<net::DirectDialer>(), {"10.244.0.0/16"});
    QVERIFY(dialer.ok());
    QVERIFY(!net::RestrictedDialer::make(std::make_shared<net::DirectDialer>(), {"10.244.0.0/33"}).ok());
    QVERIFY(!net::RestrictedDialer::make(std::make_shared<net::DirectDialer>(), {"pods"}).ok());
    ServerFixture fixture;
    net::HttpClient client({.dialer = *dialer, .connectTimeout = 1ms});
    QVERIFY(sendAndWait(client, get(fixture.server().port(), "/hello")).ok());
    for (const char* host : {"192.0.2.1", "10.245.0.1", "example.org", "::2"}) {
        net::ClientRequest request;
        request.endpoint.address = {host, 80, {}};
        QCOMPARE(sendAndWait(client, request).error().code, ErrorCode::PermissionDenied);
    }
}

SKIFF_REGISTER_TEST(HttpClientTest);

#include "http_client_test.moc"
