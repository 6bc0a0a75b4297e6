#include "cluster/net/grpc_client.h"
#include "tests/support/register_test.h"
#include "tests/unit/net/server_fixture.h"

#include <QTest>

#include <future>

using namespace skiff;
using namespace std::chrono_literals;

namespace {

net::GrpcRequest request(std::string method, std::string message = {})
{
    net::GrpcRequest made;
    made.method = "/test.Service/" + std::move(method);
    made.message = std::move(message);
    made.timeout = 20s;
    return made;
}

} // namespace

/// Talks to the reference implementation's server (python3-grpcio).
class GrpcClientTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanupTestCase() { stopServer(); }
    void callsAndGetsTheAnswer();
    void sendsLargeMessages();
    void runsCallsSideBySide();
    void sendsMetadata();
    void mapsTheStatus();
    void givesUpAtItsDeadline();
    void receivesAStream();
    void cancelsAStream();
    void connectsAgainAfterTheServerWasRestarted();
    void saysThatNobodyListens();
    void refusesAMessageThatIsTooLarge();

private:
    void startServer()
    {
        m_server = std::make_unique<QProcess>();
        m_server->setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_server->start("/usr/bin/python3", {SKIFF_SOURCE_DIR "/tests/unit/net/grpc_server.py", socketPath()});
        QVERIFY(m_server->waitForReadyRead(20'000));
    }
    void stopServer()
    {
        m_server->kill();
        m_server->waitForFinished();
        QFile::remove(socketPath());
    }
    QString socketPath() const { return m_folder.filePath("grpc.sock"); }
    net::GrpcClient::Options options() const
    {
        net::GrpcClient::Options options;
        options.address.unixPath = socketPath().toStdString();
        return options;
    }
    static Result<std::string> call(net::GrpcClient& client, net::GrpcRequest request)
    {
        std::promise<Result<std::string>> promise;
        const auto call =
            client.unary(std::move(request), [&](Result<std::string> result) { promise.set_value(std::move(result)); });
        return promise.get_future().get();
    }

    QTemporaryDir m_folder;
    std::unique_ptr<QProcess> m_server;
};

void GrpcClientTest::initTestCase()
{
    startServer(); // needs the package python3-grpcio
}

void GrpcClientTest::callsAndGetsTheAnswer()
{
    net::GrpcClient client(options());
    for (const char* text : {"hello", "", "again"}) {
        const auto answer = call(client, request("Echo", text));
        QVERIFY2(answer.ok(), answer.ok() ? "" : answer.error().message.c_str());
        QCOMPARE(*answer, std::string(text));
    }
}

void GrpcClientTest::sendsLargeMessages()
{
    net::GrpcClient client(options());
    const std::string large(20 * 1024 * 1024, 'g');
    const auto answer = call(client, request("Echo", large));
    QVERIFY(answer.ok());
    QVERIFY(*answer == large);
}

void GrpcClientTest::runsCallsSideBySide()
{
    net::GrpcClient client(options());
    std::vector<std::promise<std::string>> promises(50);
    std::vector<std::unique_ptr<net::GrpcCall>> calls;
    for (size_t i = 0; i < promises.size(); ++i)
        calls.push_back(client.unary(request("Echo", std::to_string(i)), [&, i](Result<std::string> result) {
            promises[i].set_value(result.ok() ? *result : result.error().message);
        }));
    for (size_t i = 0; i < promises.size(); ++i)
        QCOMPARE(promises[i].get_future().get(), std::to_string(i));
}

void GrpcClientTest::sendsMetadata()
{
    net::GrpcClient client(options());
    auto asked = request("Metadata");
    asked.metadata.add("containerd-namespace", "k8s.io");
    QCOMPARE(*call(client, asked), std::string("k8s.io"));
}

void GrpcClientTest::mapsTheStatus()
{
    net::GrpcClient client(options());
    const auto refused = call(client, request("Refuse", "web"));
    QVERIFY(!refused.ok());
    QCOMPARE(refused.error().code, ErrorCode::NotFound);
    QCOMPARE(refused.error().message, std::string("no container \"web\": 100 %"));
    QCOMPARE(call(client, request("Nothing")).error().code, ErrorCode::Unsupported);
}

void GrpcClientTest::givesUpAtItsDeadline()
{
    net::GrpcClient client(options());
    auto slow = request("Slow");
    slow.timeout = 100ms;
    const auto before = std::chrono::steady_clock::now();
    QCOMPARE(call(client, slow).error().code, ErrorCode::Timeout);
    QVERIFY(std::chrono::steady_clock::now() - before < 10s);
    QVERIFY(call(client, request("Echo", "still there")).ok());
}

void GrpcClientTest::receivesAStream()
{
    net::GrpcClient client(options());
    std::vector<std::string> messages;
    std::promise<Status> ended;
    const auto stream = client.serverStream(request("Count", "1000"),
                                            {nullptr, [&](std::string_view message) { messages.emplace_back(message); },
                                             [&](Status status) {
                                                 ended.set_value(std::move(status));
                                             }});
    QVERIFY(ended.get_future().get().ok());
    QCOMPARE(messages.size(), size_t(1000));
    QCOMPARE(messages.back(), std::string("999"));
}

void GrpcClientTest::cancelsAStream()
{
    net::GrpcClient client(options());
    std::promise<void> first;
    std::atomic<bool> ended = false;
    auto asked = request("Forever");
    asked.timeout = {};
    auto stream = client.serverStream(asked, {nullptr, [&](std::string_view) { first.set_value(); },
                                              [&](Status) {
                                                  ended = true;
                                              }});
    first.get_future().wait();
    stream.reset();
    QVERIFY(call(client, request("Echo", "after")).ok());
    QVERIFY(!ended);
}

void GrpcClientTest::connectsAgainAfterTheServerWasRestarted()
{
    net::GrpcClient client(options());
    std::promise<Status> ended;
    std::promise<void> first;
    auto asked = request("Forever");
    asked.timeout = {};
    const auto stream = client.serverStream(asked, {nullptr, [&](std::string_view) { first.set_value(); },
                                                    [&](Status status) {
                                                        ended.set_value(std::move(status));
                                                    }});
    first.get_future().wait();
    stopServer();
    QCOMPARE(ended.get_future().get().error().code, ErrorCode::Unavailable);
    QCOMPARE(call(client, request("Echo")).error().code, ErrorCode::Unavailable);
    startServer();
    QVERIFY(call(client, request("Echo", "back")).ok());
}

void GrpcClientTest::saysThatNobodyListens()
{
    net::GrpcClient::Options nowhere;
    nowhere.address.unixPath = m_folder.filePath("nowhere.sock").toStdString();
    net::GrpcClient client(nowhere);
    const auto result = call(client, request("Echo"));
    QCOMPARE(result.error().code, ErrorCode::Unavailable);
    QCOMPARE(result.error().message, nowhere.address.unixPath + ": No such file or directory");
}

void GrpcClientTest::refusesAMessageThatIsTooLarge()
{
    net::GrpcClient::Options limited = options();
    limited.maxMessageBytes = 1000;
    net::GrpcClient client(limited);
    QCOMPARE(call(client, request("Echo", std::string(1001, 'x'))).error().code, ErrorCode::ResourceExhausted);
    QVERIFY(call(client, request("Echo", std::string(1000, 'x'))).ok());
}

SKIFF_REGISTER_TEST(GrpcClientTest);

#include "grpc_client_test.moc"
