#include "cluster/client/net/http_transport.h"
#include "tests/support/register_test.h"
#include "tests/unit/net/tls_files.h"

#include <QTest>

#include <future>

using namespace skiff;
using namespace std::chrono_literals;
using test::ServerFixture;

namespace {

/// Answers with what was asked, so that tests see what arrived.
void describeRequest(const std::shared_ptr<net::Exchange>& exchange)
{
    const net::Request& request = exchange->request();
    net::Response response;
    response.status = request.path.ends_with("/missing") ? 404 : 200;
    response.headers.add("Content-Type", "application/json");
    response.body.push_back(net::SharedBytes::of(
        request.method + " " + request.target + " " + std::string(request.headers.get("Authorization")) + " " +
        std::string(request.headers.get("Accept")) + " " + std::string(request.headers.get("Content-Type")) + " " +
        request.body + " " + request.peer->commonName));
    exchange->send(std::move(response));
}

Result<client::ApiResponse> sendAndWait(client::Transport& transport, client::ApiRequest request)
{
    std::promise<Result<client::ApiResponse>> promise;
    const auto call = transport.send(std::move(request),
                                     [&](Result<client::ApiResponse> result) { promise.set_value(std::move(result)); });
    return promise.get_future().get();
}

} // namespace

class HttpTransportTest : public QObject
{
    Q_OBJECT

private slots:
    void sendsWhatIsAsked();
    void showsACertificate();
    void readsATokenFile();
    void streamsUntilTheEnd();
    void reportsThatNobodyAnswers();
    void refusesBadOptions();
};

void HttpTransportTest::sendsWhatIsAsked()
{
    ServerFixture fixture({}, describeRequest);
    auto transport = client::HttpTransport::make({.server = fixture.url("/prefix/").toStdString(), .token = "secret"});
    QVERIFY(transport.ok());
    client::ApiRequest request;
    request.method = "PATCH";
    request.path = "/api/v1/namespaces/default/pods/a";
    request.query = {{"fieldManager", "a b"}, {"dryRun", "All"}};
    request.contentType = "application/merge-patch+json";
    request.body = "{}";
    const auto response = sendAndWait(**transport, request);
    QVERIFY(response.ok());
    QCOMPARE(response->status, 200);
    QCOMPARE(response->contentType, std::string("application/json"));
    QCOMPARE(*response->body,
             std::string("PATCH /prefix/api/v1/namespaces/default/pods/a?fieldManager=a%20b&dryRun=All Bearer secret "
                         "application/json application/merge-patch+json {} "));
    client::ApiRequest missing;
    missing.path = "/missing";
    QCOMPARE(sendAndWait(**transport, missing)->status, 404);
}

void HttpTransportTest::showsACertificate()
{
    const test::TlsFiles files;
    net::HttpServer::Options options;
    options.tls = files.serverTls();
    ServerFixture fixture(options, describeRequest);
    auto transport = client::HttpTransport::make(
        {.server = fixture.url("", "https").toStdString(), .tls = files.clientTls("client")});
    QVERIFY(transport.ok());
    client::ApiRequest request;
    request.path = "/api";
    QVERIFY(sendAndWait(**transport, request)->body->ends_with("system:node:one"));
}

void HttpTransportTest::readsATokenFile()
{
    ServerFixture fixture({}, describeRequest);
    QTemporaryDir folder;
    const std::string path = folder.filePath("token").toStdString();
    QVERIFY(!client::HttpTransport::make({.server = fixture.url("").toStdString(), .tokenFile = path}).ok());
    QVERIFY(file::writeAtomically(path, "mounted\n").ok());
    auto transport = client::HttpTransport::make({.server = fixture.url("").toStdString(), .tokenFile = path});
    QVERIFY(transport.ok());
    client::ApiRequest request;
    request.path = "/api";
    QVERIFY(sendAndWait(**transport, request)->body->find("Bearer mounted application/json") != std::string::npos);
}

void HttpTransportTest::streamsUntilTheEnd()
{
    ServerFixture fixture;
    auto transport = client::HttpTransport::make({.server = fixture.url("").toStdString()});
    QVERIFY(transport.ok());
    std::string events;
    int started = 0;
    std::promise<Status> ended;
    client::ApiRequest request;
    request.path = "/stream";
    const auto call = (*transport)
                          ->stream(request, {[&](int status) { started = status; },
                                             [&](std::string_view bytes) { events.append(bytes); },
                                             [&](Status status) {
                                                 ended.set_value(std::move(status));
                                             }});
    QVERIFY(ended.get_future().get().ok());
    QCOMPARE(started, 200);
    QCOMPARE(events, std::string("one\ntwo\nthree\n"));
}

void HttpTransportTest::reportsThatNobodyAnswers()
{
    const test::RefusingPort closed;
    auto transport = client::HttpTransport::make({.server = "http://127.0.0.1:" + std::to_string(closed.port())});
    const auto result = sendAndWait(**transport, {});
    QVERIFY(!result.ok());
    QCOMPARE(result.error().code, ErrorCode::Unavailable);
}

void HttpTransportTest::refusesBadOptions()
{
    QCOMPARE(client::HttpTransport::make({.server = "10.0.0.1:6443"}).error().code, ErrorCode::InvalidArgument);
    net::ClientTls tls;
    tls.caPem = "no PEM";
    QCOMPARE(client::HttpTransport::make({.server = "https://10.0.0.1:6443", .tls = tls}).error().code,
             ErrorCode::InvalidArgument);
}

SKIFF_REGISTER_TEST(HttpTransportTest);

#include "http_transport_test.moc"
