#include "cluster/server/event_expiry.h"
#include "tests/support/register_test.h"
#include "tests/unit/apiserver/api_fixture.h"

#include <fmt/format.h>

#include <QTest>

using namespace std::chrono_literals;

namespace skiff::test {

namespace {

const std::string events = "/api/v1/namespaces/default/events";

std::string eventSeen(std::string_view name, WallTime lastSeen)
{
    return fmt::format(
        R"({{"metadata":{{"name":"{}"}},"involvedObject":{{"kind":"Pod","namespace":"default","name":"p"}},)"
        R"("reason":"Tested","type":"Normal","firstTimestamp":"2020-01-01T00:00:00Z","lastTimestamp":"{}"}})",
        name, formatTime(lastSeen));
}

} // namespace

class EventExpiryTest : public QObject
{
    Q_OBJECT

private slots:
    void forgetsWhatIsAnHourOld();
    void keepsWhatHappenedAgain();
};

void EventExpiryTest::forgetsWhatIsAnHourOld()
{
    ApiFixture api;
    QCOMPARE(api.post(events, eventSeen("old", api.clock().now())).status, 201);
    const auto watch = api.begin("GET", events + "?watch=1&timeoutSeconds=60");
    QCOMPARE(watch->waitForLines(1)[0].at("type").as_string(), "ADDED");

    server::EventExpiry expiry(api.server().registry().find("", "v1", "events")->cache, api.store(), api.clock());
    api.clock().advance(59min);
    expiry.run();
    QCOMPARE(api.post(events, eventSeen("young", api.clock().now())).status, 201);
    api.clock().advance(2min);
    expiry.run();

    const auto lines = watch->waitForLines(3);
    QCOMPARE(data::stringAt(lines[1], {"object", "metadata", "name"}), std::string_view("young"));
    QCOMPARE(lines[2].at("type").as_string(), "DELETED");
    QCOMPARE(data::stringAt(lines[2], {"object", "metadata", "name"}), std::string_view("old"));
    QCOMPARE(api.get(events + "/young").status, 200);
}

void EventExpiryTest::keepsWhatHappenedAgain()
{
    ApiFixture api;
    QCOMPARE(api.post(events, eventSeen("e", api.clock().now())).status, 201);
    api.clock().advance(50min);
    const std::string again = fmt::format(R"({{"count":2,"lastTimestamp":"{}"}})", formatTime(api.clock().now()));
    QCOMPARE(api.patch(events + "/e", "application/merge-patch+json", again).status, 200);
    const auto watch = api.begin("GET", events + "?watch=1&timeoutSeconds=60");
    watch->waitForLines(1);

    server::EventExpiry expiry(api.server().registry().find("", "v1", "events")->cache, api.store(), api.clock());
    api.clock().advance(30min);
    expiry.run();
    QCOMPARE(api.get(events + "/e").status, 200);
    api.clock().advance(31min);
    expiry.run();
    QCOMPARE(watch->waitForLines(2)[1].at("type").as_string(), "DELETED");
}

SKIFF_REGISTER_TEST(EventExpiryTest);

} // namespace skiff::test

#include "event_expiry_test.moc"
