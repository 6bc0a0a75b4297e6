#include "app/session/access.h"
#include "app/session/discovery.h"
#include "tests/support/register_test.h"
#include "tests/unit/session/fake_transport.h"

#include <QSignalSpy>
#include <QTest>

using namespace skiff;
using namespace skiff::session;
using skiff::test::FakeTransport;

class DiscoveryTest final : public QObject
{
    Q_OBJECT

private slots:
    void asksForTheAggregatedDocuments()
    {
        FakeTransport transport;
        Discovery discovery(transport);
        QSignalSpy changed(&discovery, &Discovery::changed);
        QVERIFY(discovery.catalog().byId("pods"));
        discovery.refresh();
        QCOMPARE(transport.last().request.path, std::string("/api"));
        transport.last().answer(
            200, R"({"kind":"APIGroupDiscoveryList","items":[{"metadata":{"name":""},"versions":[{"version":"v1",
            "resources":[{"resource":"pods","responseKind":{"kind":"Pod"},"scope":"Namespaced","verbs":["list"]}]}]}]})");
        QCOMPARE(transport.last().request.path, std::string("/apis"));
        transport.last().answer(200, R"({"kind":"APIGroupDiscoveryList","items":[]})");
        QCOMPARE(changed.count(), 1);
        QVERIFY(discovery.complete());
        QCOMPARE(discovery.catalog().kinds().size(), size_t(1));
    }

    void fallsBackToTheOlderOnes()
    {
        FakeTransport transport;
        Discovery discovery(transport);
        discovery.refresh();
        transport.last().answer(200, R"({"kind":"APIVersions","versions":["v1"]})");
        QCOMPARE(transport.last().request.path, std::string("/apis"));
        transport.last().answer(
            200, R"({"kind":"APIGroupList","groups":[{"name":"apps","preferredVersion":{"groupVersion":"apps/v1"},
            "versions":[{"groupVersion":"apps/v1"}]}]})");
        QCOMPARE(transport.last().request.path, std::string("/apis/apps/v1"));
        transport.at(transport.count() - 2)
            .answer(
                200,
                R"({"kind":"APIResourceList","resources":[{"name":"pods","kind":"Pod","namespaced":true,"verbs":["list"]}]})");
        QVERIFY(!discovery.complete());
        transport.last().answer(503, "{}"); // a group that is away
        QVERIFY(discovery.complete());
        QCOMPARE(discovery.catalog().kinds().size(), size_t(1));
    }

    void keepsWhatItKnowsWhenTheServerIsAway()
    {
        FakeTransport transport;
        Discovery discovery(transport);
        discovery.refresh();
        transport.last().done(Error{ErrorCode::Unavailable, "no way"});
        QVERIFY(!discovery.complete());
        QCOMPARE(discovery.problem(), QStringLiteral("no way"));
        QVERIFY(discovery.catalog().byId("pods"));
    }

    void asksOnceMoreWhenSomethingChangedMeanwhile()
    {
        FakeTransport transport;
        Discovery discovery(transport);
        const std::string nothing = R"({"kind":"APIGroupDiscoveryList","items":[]})";
        const std::string pods =
            R"({"kind":"APIGroupDiscoveryList","items":[{"metadata":{"name":""},"versions":[{"version":"v1",
            "resources":[{"resource":"pods","responseKind":{"kind":"Pod"},"scope":"Namespaced","verbs":["list"]}]}]}]})";
        discovery.refreshSoon();
        discovery.refreshSoon();
        discovery.refreshSoon();
        QCOMPARE(transport.count(), size_t(1));
        transport.last().answer(200, pods);
        transport.last().answer(200, nothing);
        QTRY_COMPARE(transport.count(), size_t(3));
        transport.last().answer(200, pods);
        transport.last().answer(
            200,
            R"({"kind":"APIGroupDiscoveryList","items":[{"metadata":{"name":"example.com"},"versions":[{"version":"v1",
            "resources":[{"resource":"boats","responseKind":{"kind":"Boat"},"scope":"Namespaced","verbs":["list"]}]}]}]})");
        QVERIFY(discovery.catalog().byId("boats.example.com"));
        QCoreApplication::processEvents();
        QCOMPARE(transport.count(), size_t(4)); // once is enough
        discovery.refreshSoon();
        transport.last().answer(200, pods);
        transport.last().answer(200, nothing);
        QVERIFY(!discovery.catalog().byId("boats.example.com"));
    }

    void accessIsAskedOnceForEachNamespace()
    {
        FakeTransport transport;
        Access access(transport);
        const model::ResourceKind pods = *model::resourceKind("pods");
        QCOMPARE(access.may("list", pods, "shop"), Access::Answer::Unknown);
        QCOMPARE(access.may("get", pods, "shop"), Access::Answer::Unknown);
        QCOMPARE(transport.count(), size_t(1));
        QVERIFY(transport.last().request.body.find("\"shop\"") != std::string::npos);
        transport.last().answer(
            201, R"({"status":{"resourceRules":[{"verbs":["list"],"apiGroups":[""],"resources":["pods"]}]}})");
        QCOMPARE(access.may("list", pods, "shop"), Access::Answer::Yes);
        QCOMPARE(access.may("delete", pods, "shop"), Access::Answer::No);
        QCOMPARE(transport.count(), size_t(1));
    }
};

SKIFF_REGISTER_TEST(DiscoveryTest);
#include "discovery_test.moc"
