#include "app/session/drain.h"
#include "tests/support/register_test.h"
#include "tests/unit/session/fake_transport.h"

#include <QTest>

using namespace skiff;
using namespace skiff::session;
using skiff::test::FakeTransport;

namespace {

std::string pod(const std::string& name, const std::string& uid, const std::string& owner = "ReplicaSet")
{
    return "{\"metadata\":{\"namespace\":\"a\",\"name\":\"" + name + "\",\"uid\":\"" + uid +
           "\",\"ownerReferences\":[{\"controller\":true,\"kind\":\"" + owner + "\"}]}}";
}

std::string list(std::initializer_list<std::string> pods)
{
    std::string items;
    for (const std::string& one : pods)
        items += (items.empty() ? "" : ",") + one;
    return "{\"items\":[" + items + "]}";
}

std::string status(const std::string& message)
{
    return "{\"kind\":\"Status\",\"message\":\"" + message + "\"}";
}

} // namespace

class DrainTest final : public QObject
{
    Q_OBJECT

    FakeTransport m_transport;

    model::ObjectRef node() const { return {.kind = *model::resourceKind("nodes"), .nameSpace = {}, .name = "n"}; }

    /// The newest call that has not been answered and whose path ends so.
    FakeTransport::Pending* call(const char* method, const std::string& end)
    {
        for (size_t i = m_transport.count(); i-- > 0;)
            if (auto& pending = m_transport.at(i);
                pending.done && pending.request.method == method && pending.request.path.ends_with(end))
                return &pending;
        return nullptr;
    }

    void answer(const char* method, const std::string& end, int status, const std::string& body = "{}")
    {
        auto* pending = call(method, end);
        QVERIFY2(pending, end.c_str());
        const auto done = std::exchange(pending->done, nullptr);
        done(client::ApiResponse{.status = status, .body = std::make_shared<const std::string>(body)});
    }

private slots:
    void init() { m_transport = FakeTransport(); }

    void evictsWhatMayGoAndWhatCameMeanwhile()
    {
        Drain drain(m_transport, node(), "policy/v1");
        drain.plan();
        answer("GET", "/pods", 200, list({pod("web", "1"), pod("agent", "2", "DaemonSet")}));
        QCOMPARE(drain.toEvict(), 1);
        QCOMPARE(m_transport.count(), size_t(1)); // nothing has changed yet
        drain.start();
        answer("PATCH", "/nodes/n", 200);
        answer("GET", "/pods", 200, list({pod("web", "1"), pod("agent", "2", "DaemonSet"), pod("late", "3")}));
        QVERIFY(call("POST", "/pods/web/eviction")->request.body.find("\"uid\":\"1\"") != std::string::npos);
        answer("POST", "/pods/web/eviction", 201);
        answer("POST", "/pods/late/eviction", 404, status("gone"));
        QCOMPARE(drain.state(), Drain::State::Running);
        QTRY_VERIFY_WITH_TIMEOUT(call("GET", "/pods"), 10'000);
        answer("GET", "/pods", 200, list({pod("agent", "2", "DaemonSet")}));
        QCOMPARE(drain.state(), Drain::State::Done);
        QCOMPARE(drain.gone(), 2);
    }

    void aBudgetAndALostConnectionAreWaitedFor()
    {
        Drain drain(m_transport, node(), "policy/v1beta1");
        drain.plan();
        answer("GET", "/pods", 200, list({pod("web", "1"), pod("db", "2")}));
        drain.start();
        answer("PATCH", "/nodes/n", 200);
        answer("GET", "/pods", 200, list({pod("web", "1"), pod("db", "2")}));
        QVERIFY(call("POST", "/pods/web/eviction")->request.body.find("\"policy/v1beta1\"") != std::string::npos);
        answer("POST", "/pods/web/eviction", 429, status("budget says no"));
        QVERIFY(drain.rows()[0].words.contains("budget says no"));
        auto lost = std::exchange(call("POST", "/pods/db/eviction")->done, nullptr);
        lost(Error{ErrorCode::Unavailable, "connection refused"});
        QCOMPARE(drain.state(), Drain::State::Running);
        QTRY_VERIFY_WITH_TIMEOUT(call("POST", "/pods/web/eviction") && call("POST", "/pods/db/eviction"), 20'000);
        answer("POST", "/pods/web/eviction", 403, status("not you"));
        answer("POST", "/pods/db/eviction", 404);
        QCOMPARE(drain.state(), Drain::State::Failed);
        QCOMPARE(drain.rows()[0].state, Drain::Row::State::Failed);
    }

    void aRefusalToCordonEndsItBeforeAnythingGoes()
    {
        Drain drain(m_transport, node(), "policy/v1");
        drain.plan();
        answer("GET", "/pods", 200, list({pod("web", "1")}));
        drain.start();
        answer("PATCH", "/nodes/n", 403, status("nodes 'n' is forbidden"));
        QCOMPARE(drain.state(), Drain::State::Failed);
        QVERIFY(drain.problem().contains("forbidden"));
        QVERIFY(!call("POST", "/eviction"));
        drain.plan(); // again
        answer("GET", "/pods", 200, list({}));
        QCOMPARE(drain.state(), Drain::State::Planning);
        QVERIFY(drain.rows().empty());
    }
};

SKIFF_REGISTER_TEST(DrainTest);
#include "drain_test.moc"
