#include "cluster/base/thread_executor.h"
#include "tests/support/manual_executor.h"
#include "tests/support/register_test.h"

#include <QTest>

#include <functional>
#include <future>
#include <memory>
#include <string>

using namespace skiff;
using namespace std::chrono_literals;

class ExecutorTest : public QObject
{
    Q_OBJECT

private slots:
    void runsTasksInTheOrderPosted();
    void runsATimerAfterItsDelay();
    void dropsACancelledTimer();
    void tasksThatNeverRunMayUseTheExecutorAsTheyGo();
    void manualExecutorRunsTimersInOrderOfTime();
};

void ExecutorTest::runsTasksInTheOrderPosted()
{
    ThreadExecutor executor("test");
    std::string order;
    std::promise<void> done;
    executor.post([&] { order += 'a'; });
    executor.post([&] { order += 'b'; });
    executor.post([&] { done.set_value(); });
    done.get_future().wait();
    QCOMPARE(order, std::string("ab"));
}

void ExecutorTest::runsATimerAfterItsDelay()
{
    ThreadExecutor executor("test");
    const auto start = std::chrono::steady_clock::now();
    std::promise<void> done;
    const Timer timer = executor.postAfter(5ms, [&] { done.set_value(); });
    done.get_future().wait();
    QVERIFY(std::chrono::steady_clock::now() - start >= 5ms);
}

void ExecutorTest::dropsACancelledTimer()
{
    test::FakeClock clock;
    test::ManualExecutor executor(clock);
    bool ran = false;
    Timer timer = executor.postAfter(1s, [&] { ran = true; });
    timer.cancel();
    executor.advance(2s);
    QVERIFY(!ran);
}

void ExecutorTest::tasksThatNeverRunMayUseTheExecutorAsTheyGo()
{
    std::promise<void> posted;
    bool wentWithTheExecutor = false;
    {
        ThreadExecutor executor("test");
        const auto last = [](std::function<void()> end) {
            return std::shared_ptr<void>(nullptr, [end](void*) { end(); });
        };
        Timer cancelled = executor.postAfter(1h, [held = last([&] { executor.post([&] { posted.set_value(); }); })] {});
        cancelled.cancel();
        executor.post([] {});
        posted.get_future().wait();

        const Timer waiting = executor.postAfter(1h, [held = last([&] {
                                                          executor.post([] {});
                                                          wentWithTheExecutor = true;
                                                      })] {});
        executor.stop();
    }
    QVERIFY(wentWithTheExecutor);
}

void ExecutorTest::manualExecutorRunsTimersInOrderOfTime()
{
    test::FakeClock clock;
    test::ManualExecutor executor(clock);
    std::string order;
    const Timer late = executor.postAfter(2s, [&] { order += "late"; });
    const Timer early = executor.postAfter(1s, [&] { order += "early,"; });
    QCOMPARE(executor.advance(1500ms), 1);
    QCOMPARE(executor.advance(1s), 1);
    QCOMPARE(order, std::string("early,late"));
}

SKIFF_REGISTER_TEST(ExecutorTest);

#include "executor_test.moc"
