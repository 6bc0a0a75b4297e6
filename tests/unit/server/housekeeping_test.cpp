#include "cluster/server/housekeeping.h"
#include "tests/support/manual_executor.h"
#include "tests/support/register_test.h"

#include <QTest>

using namespace std::chrono_literals;

namespace skiff::test {

class HousekeepingTest : public QObject
{
    Q_OBJECT

private slots:
    void runsEveryChoreAtOneWakeUp();
    void endsWithStop();
};

void HousekeepingTest::runsEveryChoreAtOneWakeUp()
{
    FakeClock clock;
    ManualExecutor executor(clock);
    server::Housekeeping housekeeping(executor);
    std::string done;
    housekeeping.add([&done] { done += 'a'; });
    housekeeping.add([&done] { done += 'b'; });
    housekeeping.start();
    QCOMPARE(executor.advance(4min), 0);
    QCOMPARE(executor.advance(2min), 1);
    QCOMPARE(done, std::string("ab"));
    executor.advance(10min);
    QCOMPARE(done, std::string("ababab"));
}

void HousekeepingTest::endsWithStop()
{
    FakeClock clock;
    ManualExecutor executor(clock);
    server::Housekeeping housekeeping(executor);
    int runs = 0;
    housekeeping.add([&runs] { ++runs; });
    housekeeping.start();
    housekeeping.stop();
    executor.advance(1h);
    QCOMPARE(runs, 0);
}

SKIFF_REGISTER_TEST(HousekeepingTest);

} // namespace skiff::test

#include "housekeeping_test.moc"
