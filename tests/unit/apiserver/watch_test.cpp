#include "tests/support/register_test.h"
#include "tests/unit/apiserver/api_fixture.h"

#include <QTest>

using namespace skiff;
using namespace skiff::test;

class WatchTest : public QObject
{
    Q_OBJECT

private slots:
    void showsPresentObjectsThenChanges();
    void continuesFromARevision();
    void turnsLeavingObjectsIntoDeletions();
    void endsInitialEventsWithABookmark();
    void refusesWhatIsTooOld();
    void closesSlowWatchers();
    void endsAfterItsTimeout();
    void streamsTablesWithColumnsOnce();
};

namespace {

constexpr auto configMaps = "/api/v1/namespaces/default/configmaps";

Answer make(ApiFixture& api, const std::string& name, const std::string& labels = "{}")
{
    return api.post(configMaps, R"({"metadata":{"name":")" + name + R"(","labels":)" + labels + "}}");
}

std::string typeOf(const data::Value& event)
{
    return std::string(data::stringAt(event, {"type"}));
}

std::string nameOf(const data::Value& event)
{
    return std::string(data::stringAt(event, {"object", "metadata", "name"}));
}

} // namespace

void WatchTest::showsPresentObjectsThenChanges()
{
    ApiFixture api;
    make(api, "a");
    const auto watch = api.begin("GET", std::string(configMaps) + "?watch=1");
    watch->waitForLines(1);
    make(api, "b");
    api.remove(std::string(configMaps) + "/a");
    const auto events = watch->waitForLines(3);
    QCOMPARE(typeOf(events.at(0)), std::string("ADDED"));
    QCOMPARE(nameOf(events.at(0)), std::string("a"));
    QCOMPARE(nameOf(events.at(1)), std::string("b"));
    QCOMPARE(typeOf(events.at(2)), std::string("DELETED"));
    QCOMPARE(std::string(data::stringAt(events.at(2), {"object", "kind"})), std::string("ConfigMap"));
    watch->hangUp();
}

void WatchTest::continuesFromARevision()
{
    ApiFixture api;
    make(api, "a");
    const std::string revision = api.get(configMaps).text({"metadata", "resourceVersion"});
    make(api, "b");
    const auto watch = api.begin("GET", std::string(configMaps) + "?watch=1&resourceVersion=" + revision);
    const auto events = watch->waitForLines(1);
    QCOMPARE(nameOf(events.at(0)), std::string("b"));
}

void WatchTest::turnsLeavingObjectsIntoDeletions()
{
    ApiFixture api;
    const auto watch = api.begin("GET", std::string(configMaps) + "?watch=1&labelSelector=x%3D1");
    make(api, "a", R"({"x":"1"})");
    watch->waitForLines(1);
    api.patch(std::string(configMaps) + "/a", "application/merge-patch+json", R"({"metadata":{"labels":{"x":"2"}}})");
    const Answer back = api.patch(std::string(configMaps) + "/a", "application/merge-patch+json", R"({"metadata":{"labels":{"x":"1"}}})");
    const auto events = watch->waitForLines(3);
    QCOMPARE(typeOf(events.at(1)), std::string("DELETED"));
    QCOMPARE(std::string(data::stringAt(events.at(1), {"object", "metadata", "labels", "x"})), std::string("1"));
    QCOMPARE(typeOf(events.at(2)), std::string("ADDED"));
    QCOMPARE(std::string(data::stringAt(events.at(2), {"object", "metadata", "resourceVersion"})),
             back.text({"metadata", "resourceVersion"}));
}

void WatchTest::endsInitialEventsWithABookmark()
{
    ApiFixture api;
    make(api, "a");
    const auto watch = api.begin("GET", std::string(configMaps) + "?watch=1&allowWatchBookmarks=true&sendInitialEvents=true"
                                                                  "&resourceVersionMatch=NotOlderThan");
    const auto events = watch->waitForLines(2);
    QCOMPARE(typeOf(events.at(1)), std::string("BOOKMARK"));
    QCOMPARE(std::string(data::stringAt(events.at(1), {"object", "metadata", "annotations", "k8s.io/initial-events-end"})),
             std::string("true"));
}

void WatchTest::refusesWhatIsTooOld()
{
    ApiFixture api;
    const auto before = make(api, "a");
    for (int i = 0; i < 3; ++i)
        make(api, "c" + std::to_string(i));
    api.restart();
    const std::string revision = before.text({"metadata", "resourceVersion"});
    const auto watch = api.begin("GET", std::string(configMaps) + "?watch=1&resourceVersion=" + revision);
    const data::Value event = watch->waitForLines(1).front();
    QCOMPARE(data::stringAt(event, {"type"}), std::string_view("ERROR"));
    QCOMPARE(data::stringAt(event, {"object", "reason"}), std::string_view("Expired"));
    QCOMPARE(data::intAt(event, {"object", "code"}), 410);
    QVERIFY(data::stringAt(event, {"object", "message"}).starts_with("too old resource version: " + revision + " ("));
    QCOMPARE(api.get("/api/v1/secrets?watch=1&resourceVersion=abc").status, 500);
}

void WatchTest::closesSlowWatchers()
{
    ApiFixture api;
    const auto watch = api.begin("GET", std::string(configMaps) + "?watch=1");
    make(api, "a");
    watch->waitForLines(1);
    watch->refuseWrites();
    make(api, "b");
    watch->wait();
    QVERIFY(watch->isFinished());
}

void WatchTest::endsAfterItsTimeout()
{
    ApiFixture api;
    const auto watch = api.begin("GET", std::string(configMaps) + "?watch=1&timeoutSeconds=1");
    QCOMPARE(watch->wait().status, 200);
    QVERIFY(watch->isFinished());
}

void WatchTest::streamsTablesWithColumnsOnce()
{
    ApiFixture api;
    const auto watch = api.begin("GET", std::string(configMaps) + "?watch=1", {},
                                 {{"Accept", "application/json;as=Table;v=v1;g=meta.k8s.io"}});
    make(api, "a");
    make(api, "b");
    const auto events = watch->waitForLines(2);
    QVERIFY(events.at(0).at("object").at("columnDefinitions").is_array());
    QVERIFY(events.at(1).at("object").at("columnDefinitions").is_null());
}

SKIFF_REGISTER_TEST(WatchTest);

#include "watch_test.moc"
