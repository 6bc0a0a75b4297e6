#include "cluster/client/event_recorder.h"
#include "tests/support/fake_api/fake_api_server.h"
#include "tests/support/manual_executor.h"
#include "tests/support/register_test.h"

#include <QTest>

using namespace skiff;
using namespace skiff::client;
using namespace std::chrono_literals;

class EventRecorderTest : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void writesWhatHappenedToWhom();
    void theSameEventRaisesTheCount();
    void aBurstOfTheSameEventIsOneEventWithItsCount();
    void anEventThatExpiredIsWrittenAnew();
    void aNoisyObjectIsQuietened();

private:
    std::vector<ObjectPtr> events() { return server->list(resources::events); }
    int64_t count(size_t index) { return (*events().at(index))["count"].asInt().value_or(0); }

    std::unique_ptr<test::FakeClock> clock;
    std::unique_ptr<test::ManualExecutor> executor;
    std::unique_ptr<test::FakeApiServer> server;
    std::unique_ptr<Client> apiClient;
    std::unique_ptr<EventRecorder> recorder;
    const EventSubject pod{"v1", "Pod", "default", "web", "u1", "7", {}};
};

void EventRecorderTest::init()
{
    recorder.reset();
    apiClient.reset();
    server.reset();
    clock = std::make_unique<test::FakeClock>();
    executor = std::make_unique<test::ManualExecutor>(*clock);
    server = std::make_unique<test::FakeApiServer>(*executor, *clock);
    apiClient = std::make_unique<Client>(*server);
    recorder = std::make_unique<EventRecorder>(*apiClient, *clock, "kubelet", "n1");
}

void EventRecorderTest::writesWhatHappenedToWhom()
{
    recorder->warning(pod, "BackOff", "waiting");
    executor->runReady();
    QCOMPARE(events().size(), size_t(1));
    const ObjectPtr event = events().front();
    QVERIFY(event->name().starts_with("web."));
    QCOMPARE((*event)["involvedObject"]["uid"].asString(), std::string_view("u1"));
    QCOMPARE((*event)["type"].asString(), std::string_view("Warning"));
    QCOMPARE((*event)["reason"].asString(), std::string_view("BackOff"));
    QCOMPARE((*event)["source"]["component"].asString(), std::string_view("kubelet"));
    QCOMPARE((*event)["source"]["host"].asString(), std::string_view("n1"));
    QCOMPARE(count(0), int64_t(1));
}

void EventRecorderTest::theSameEventRaisesTheCount()
{
    recorder->normal(pod, "Pulled", "image");
    executor->runReady();
    clock->advance(1min);
    recorder->normal(pod, "Pulled", "image");
    recorder->normal(pod, "Pulled", "another image");
    executor->runReady();
    QCOMPARE(events().size(), size_t(2));
    const ObjectPtr first = events().front();
    QCOMPARE((*first)["count"].asInt().value_or(0), int64_t(2));
    QVERIFY((*first)["lastTimestamp"].asString() > (*first)["firstTimestamp"].asString());
}

void EventRecorderTest::aBurstOfTheSameEventIsOneEventWithItsCount()
{
    for (int i = 0; i < 10; ++i)
        recorder->normal(pod, "Pulled", "image");
    executor->runReady();
    QCOMPARE(events().size(), size_t(1));
    QCOMPARE(count(0), int64_t(10));
    QCOMPARE(server->calls().size(), size_t(2)); // one creation, one change
}

void EventRecorderTest::anEventThatExpiredIsWrittenAnew()
{
    recorder->normal(pod, "Pulled", "image");
    executor->runReady();
    server->remove(resources::events, events().front()->key());
    clock->advance(1s);
    recorder->normal(pod, "Pulled", "image"); // finds that it is gone
    executor->runReady();
    clock->advance(1s);
    recorder->normal(pod, "Pulled", "image");
    executor->runReady();
    QCOMPARE(events().size(), size_t(1));
    QCOMPARE(count(0), int64_t(1));
}

void EventRecorderTest::aNoisyObjectIsQuietened()
{
    for (int i = 0; i < 100; ++i)
        recorder->normal(pod, "Noise", std::to_string(i));
    executor->runReady();
    QCOMPARE(events().size(), size_t(25));
    clock->advance(10min);
    recorder->normal(pod, "Noise", "later");
    executor->runReady();
    QCOMPARE(events().size(), size_t(26));
}

SKIFF_REGISTER_TEST(EventRecorderTest);

#include "event_recorder_test.moc"
