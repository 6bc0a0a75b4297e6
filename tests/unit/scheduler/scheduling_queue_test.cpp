#include "cluster/scheduler/plugins/priority_sort/priority_sort.h"
#include "cluster/scheduler/queue/scheduling_queue.h"
#include "tests/support/manual_executor.h"
#include "tests/support/register_test.h"

#include <QTest>

using namespace skiff;
using namespace skiff::scheduler;
using namespace std::chrono_literals;

class SchedulingQueueTest : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void popsByPriorityThenArrival();
    void anUnschedulablePodWaitsForAHelpfulEvent();
    void anEventDuringBackoffActivatesAfterIt();
    void backoffGrowsWithAttempts();
    void aChangedPodIsTriedAtOnce();
    void removedPodsAreGoneFromEveryState();

private:
    static PodInfoPtr pod(const std::string& name, int priority = 0)
    {
        return std::make_shared<const PodInfo>(
            *client::Object::parse(R"({"metadata":{"namespace":"default","name":")" + name + R"(","uid":")" + name +
                                   R"("},"spec":{"priority":)" + std::to_string(priority) + "}}"));
    }
    std::string popped()
    {
        const auto next = queue->pop();
        return next ? next->pod->object->name() : "-";
    }

    std::unique_ptr<test::FakeClock> clock;
    std::unique_ptr<test::ManualExecutor> executor;
    PrioritySort sort;
    std::unique_ptr<SchedulingQueue> queue;
};

void SchedulingQueueTest::init()
{
    queue.reset();
    clock = std::make_unique<test::FakeClock>();
    executor = std::make_unique<test::ManualExecutor>(*clock);
    queue = std::make_unique<SchedulingQueue>(*executor, *clock, sort, [] {});
}

void SchedulingQueueTest::popsByPriorityThenArrival()
{
    queue->add(pod("a"));
    queue->add(pod("b"));
    queue->add(pod("urgent", 100));
    QCOMPARE(popped(), std::string("urgent"));
    QCOMPARE(popped(), std::string("a"));
    QCOMPARE(popped(), std::string("b"));
    QCOMPARE(popped(), std::string("-"));
}

void SchedulingQueueTest::anUnschedulablePodWaitsForAHelpfulEvent()
{
    queue->add(pod("a"));
    queue->addUnschedulable(*queue->pop(), AssignedPodGone);
    QCOMPARE(executor->advance(1h), 0);
    queue->onEvent(NodeLabelsChanged);
    QCOMPARE(popped(), std::string("-"));
    queue->onEvent(AssignedPodGone);
    QCOMPARE(popped(), std::string("a"));
}

void SchedulingQueueTest::anEventDuringBackoffActivatesAfterIt()
{
    queue->add(pod("a"));
    queue->addUnschedulable(*queue->pop(), NodeAdded);
    queue->onEvent(NodeAdded);
    QCOMPARE(popped(), std::string("-"));
    executor->advance(1s);
    QCOMPARE(popped(), std::string("a"));
}

void SchedulingQueueTest::backoffGrowsWithAttempts()
{
    queue->add(pod("a"));
    for (const Duration expected :
         {Duration(1s), Duration(2s), Duration(4s), Duration(8s), Duration(10s), Duration(10s)}) {
        queue->addBackoff(*queue->pop());
        executor->advance(expected - 1ms);
        QCOMPARE(queue->activeCount(), size_t(0));
        executor->advance(1ms);
        QCOMPARE(queue->activeCount(), size_t(1));
    }
}

void SchedulingQueueTest::aChangedPodIsTriedAtOnce()
{
    queue->add(pod("a"));
    queue->addUnschedulable(*queue->pop(), NodeAdded);
    queue->add(pod("a"));
    QCOMPARE(popped(), std::string("a"));
}

void SchedulingQueueTest::removedPodsAreGoneFromEveryState()
{
    queue->add(pod("a"));
    queue->add(pod("b"));
    queue->addBackoff(*queue->pop());
    queue->addUnschedulable(*queue->pop(), NodeAdded);
    queue->remove("a");
    queue->remove("b");
    queue->onEvent(NodeAdded);
    executor->advance(20s);
    QCOMPARE(queue->size(), size_t(0));
    QCOMPARE(popped(), std::string("-"));
}

SKIFF_REGISTER_TEST(SchedulingQueueTest);

#include "scheduling_queue_test.moc"
