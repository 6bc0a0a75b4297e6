#include "cluster/base/thread_executor.h"
#include "cluster/client/expectations.h"
#include "cluster/client/work_queue.h"
#include "tests/support/manual_executor.h"
#include "tests/support/register_test.h"

#include <QTest>

#include <thread>

using namespace skiff;
using namespace skiff::client;
using namespace std::chrono_literals;

class WorkQueueTest : public QObject
{
    Q_OBJECT

private slots:
    void aKeyAddedTwiceIsTakenOnce();
    void aKeyAddedWhileHeldComesAgainAfterDone();
    void aDelayedKeyComesAtTheEarliestOfItsTimes();
    void failuresGrowTheDelayUntilForgotten();
    void takeWaitsForAKeyOrTheStop();
    void expectationsHoldUntilSeenOrTooOld();
    void lastWritesWaitForTheCache();

private:
    const ObjectKey a{"default", "a"};
    test::FakeClock clock;
    test::ManualExecutor executor{clock};
};

void WorkQueueTest::aKeyAddedTwiceIsTakenOnce()
{
    int ready = 0;
    WorkQueue queue(executor, clock, [&] { ++ready; });
    queue.add(a);
    queue.add(a);
    QCOMPARE(ready, 1);
    QVERIFY(queue.tryTake() == a);
    QVERIFY(!queue.tryTake());
}

void WorkQueueTest::aKeyAddedWhileHeldComesAgainAfterDone()
{
    WorkQueue queue(executor, clock);
    queue.add(a);
    QVERIFY(queue.tryTake());
    queue.add(a);
    QVERIFY(!queue.tryTake());
    queue.done(a);
    QVERIFY(queue.tryTake() == a);
    queue.done(a);
    QVERIFY(!queue.tryTake());
}

void WorkQueueTest::aDelayedKeyComesAtTheEarliestOfItsTimes()
{
    WorkQueue queue(executor, clock);
    queue.addAfter(a, 10s);
    queue.addAfter(a, 2s);
    queue.addAfter(a, 5s);
    executor.advance(1s);
    QCOMPARE(queue.size(), size_t(0));
    executor.advance(1s);
    QVERIFY(queue.tryTake() == a);
    queue.done(a);
    executor.advance(20s);
    QVERIFY(!queue.tryTake());
}

void WorkQueueTest::failuresGrowTheDelayUntilForgotten()
{
    WorkQueue queue(executor, clock, {}, {10ms, 40ms});
    for (const Duration expected : {Duration(10ms), Duration(20ms), Duration(40ms), Duration(40ms)}) {
        queue.addRateLimited(a);
        executor.advance(expected - 1ms);
        QVERIFY(!queue.tryTake());
        executor.advance(1ms);
        QVERIFY(queue.tryTake() == a);
        queue.done(a);
    }
    queue.forget(a);
    queue.addRateLimited(a);
    executor.advance(10ms);
    QVERIFY(queue.tryTake() == a);
}

void WorkQueueTest::takeWaitsForAKeyOrTheStop()
{
    WorkQueue queue(executor, clock);
    std::vector<std::string> taken;
    std::jthread worker([&](const std::stop_token& stop) {
        while (const auto key = queue.take(stop)) {
            taken.push_back(key->name);
            queue.done(*key);
            if (key->name == "last")
                return;
        }
    });
    for (int i = 0; i < 100; ++i)
        queue.add({"", std::to_string(i)});
    queue.add({"", "last"});
    worker.join();
    QCOMPARE(taken.size(), size_t(101));
    std::jthread stopped([&](const std::stop_token& stop) { QVERIFY(!queue.take(stop)); });
    stopped.request_stop();
}

void WorkQueueTest::expectationsHoldUntilSeenOrTooOld()
{
    Expectations expectations(clock);
    QVERIFY(expectations.satisfied(a));
    expectations.expectCreations(a, 2);
    expectations.expectDeletion(a, "u1");
    QVERIFY(!expectations.satisfied(a));
    expectations.creationObserved(a);
    expectations.creationFailed(a);
    QVERIFY(!expectations.satisfied(a));
    expectations.deletionObserved(a, "other");
    QVERIFY(!expectations.satisfied(a));
    expectations.deletionObserved(a, "u1");
    QVERIFY(expectations.satisfied(a));
    expectations.expectCreations(a, 1);
    clock.advance(5min);
    QVERIFY(expectations.satisfied(a));
}

void WorkQueueTest::lastWritesWaitForTheCache()
{
    const auto object = [](const char* uid, const char* version) {
        return *Object::parse(
            QStringLiteral(R"({"metadata":{"namespace":"default","name":"a","uid":"%1","resourceVersion":"%2"}})")
                .arg(QLatin1String(uid), QLatin1String(version))
                .toStdString());
    };
    LastWrites writes;
    writes.wrote(a, "u", "10");
    QVERIFY(!writes.seen(object("u", "9")));
    QVERIFY(writes.seen(object("u", "10")));
    QVERIFY(writes.seen(object("u", "9")));
    writes.wrote(a, "u", "20");
    QVERIFY(writes.seen(object("another", "1")));
}

SKIFF_REGISTER_TEST(WorkQueueTest);

#include "work_queue_test.moc"
