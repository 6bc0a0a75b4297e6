#include "cluster/base/thread_executor.h"
#include "cluster/client/client.h"
#include "tests/support/fake_api/fake_api_server.h"
#include "tests/support/manual_executor.h"
#include "tests/support/register_test.h"

#include <QTest>

#include <algorithm>

using namespace skiff;
using namespace skiff::client;

class ClientTest : public QObject
{
    Q_OBJECT

private slots:
    void buildsPaths();
    void errorsCarryStatusReasonAndMessage();
    void aDroppedCallNeverAnswers();
    void postedCallsAnswerWithoutAnOwner();
    void postedCallsWaitTheirTurn();
    void blockingCallsReadWriteAndDelete();
    void blockingCallsEndWhenStopped();
};

void ClientTest::buildsPaths()
{
    QCOMPARE(request::path(resources::pods, "default", "web", "status"),
             std::string("/api/v1/namespaces/default/pods/web/status"));
    QCOMPARE(request::path(resources::deployments, ""), std::string("/apis/apps/v1/deployments"));
    QCOMPARE(request::path(resources::nodes, "ignored", "n 1"), std::string("/api/v1/nodes/n%201"));
}

void ClientTest::errorsCarryStatusReasonAndMessage()
{
    test::FakeClock clock;
    test::ManualExecutor executor(clock);
    test::FakeApiServer server(executor, clock);
    Client client(server);
    std::optional<ApiResult> result;
    const auto call =
        client.start(request::get(resources::pods, {"default", "no"}), [&](ApiResult r) { result = std::move(r); });
    executor.runReady();
    QVERIFY(result && !result->ok());
    QCOMPARE(result->error().code, ErrorCode::NotFound);
    QCOMPARE(result->error().httpStatus, 404);
    QCOMPARE(result->error().reason, std::string("NotFound"));
    QCOMPARE(result->error().message, std::string("pods \"no\" not found"));

    server.create(resources::pods, R"({"metadata":{"namespace":"default","name":"a"}})");
    const auto again = client.start(request::create(resources::pods, "default", {{"metadata", {{"name", "a"}}}}),
                                    [&](ApiResult r) { result = std::move(r); });
    executor.runReady();
    QCOMPARE(result->code(), ErrorCode::AlreadyExists);
    server.intercept = [](const ApiRequest&) {
        return ApiResponse{502, "text/plain", std::make_shared<std::string>("bad gateway")};
    };
    const auto third =
        client.start(request::get(resources::pods, {"default", "a"}), [&](ApiResult r) { result = std::move(r); });
    executor.runReady();
    QCOMPARE(result->error().message, std::string("bad gateway"));
}

void ClientTest::aDroppedCallNeverAnswers()
{
    test::FakeClock clock;
    test::ManualExecutor executor(clock);
    test::FakeApiServer server(executor, clock);
    Client client(server);
    auto call = client.start(request::list(resources::pods, ""), [](ApiResult) { QFAIL("answered"); });
    call.reset();
    executor.runReady();
}

void ClientTest::postedCallsAnswerWithoutAnOwner()
{
    test::FakeClock clock;
    test::ManualExecutor executor(clock);
    test::FakeApiServer server(executor, clock);
    Client client(server);
    int answers = 0;
    for (int i = 0; i < 3; ++i) {
        client.post(request::list(resources::pods, ""), [&](ApiResult result) { answers += result.ok(); });
        executor.runReady();
    }
    QCOMPARE(answers, 3);
}

void ClientTest::postedCallsWaitTheirTurn()
{
    test::FakeClock clock;
    test::ManualExecutor executor(clock);
    test::FakeApiServer server(executor, clock);
    Client client(server);
    std::vector<int> order;
    for (int i = 0; i < 200; ++i)
        client.post(request::list(resources::pods, ""), [&, i](const ApiResult&) { order.push_back(i); });
    QCOMPARE(server.countCalls("GET"), 64);
    executor.runReady();
    QCOMPARE(order.size(), size_t(200));
    QVERIFY(std::is_sorted(order.begin(), order.end()));
}

void ClientTest::blockingCallsReadWriteAndDelete()
{
    const SystemClock clock;
    ThreadExecutor executor("fake-api");
    test::FakeApiServer server(executor, clock);
    Client client(server);
    const std::stop_token never;
    const auto created = client.create(resources::pods, "default", {{"metadata", {{"name", "a"}}}}, never);
    QVERIFY(created.ok());
    QVERIFY(!created.value()->uid().empty());
    const auto patched = client.patchStatus(resources::pods, {"default", "a"}, PatchType::Merge,
                                            {{"status", {{"phase", "Running"}}}}, never);
    QCOMPARE(patched.value()->root()["status"]["phase"].asString(), std::string_view("Running"));
    QCOMPARE(client.list(resources::pods, "default", {}, never)->size(), size_t(1));
    QVERIFY(client.remove(resources::pods, {"default", "a"}, {}, never).ok());
    QCOMPARE(client.get(resources::pods, {"default", "a"}, never).error().code, ErrorCode::NotFound);
    executor.stop();
}

void ClientTest::blockingCallsEndWhenStopped()
{
    test::FakeClock clock;
    test::ManualExecutor executor(clock); // never runs: nobody answers
    test::FakeApiServer server(executor, clock);
    Client client(server);
    std::stop_source source;
    source.request_stop();
    QCOMPARE(client.get(resources::pods, {"default", "a"}, source.get_token()).error().code, ErrorCode::Cancelled);
}

SKIFF_REGISTER_TEST(ClientTest);

#include "client_test.moc"
