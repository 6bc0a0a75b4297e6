#include "app/model/logs/log_merge.h"

#include "tests/support/fake_clock.h"
#include "tests/support/register_test.h"

#include <QTest>

using namespace skiff;
using namespace skiff::model::logs;
using skiff::test::FakeClock;
using namespace std::chrono_literals;

class LogMergeTest final : public QObject
{
    Q_OBJECT

    struct Merge
    {
        FakeClock clock;
        LogMerge merge{400ms, 1 << 20};
        QByteArray order;

        void push(int source, LogTime time, const QByteArray& text)
        {
            merge.push({source, time, text}, clock.steady());
        }
        QByteArray take()
        {
            order.clear();
            merge.take(clock.steady(), [this](SourceLine&& line) { order += line.text; });
            return order;
        }
    };

private slots:
    void oneSourceWaitsForNobody()
    {
        Merge m;
        m.merge.open(1, m.clock.steady(), 2s);
        m.push(1, 10, "a");
        QCOMPARE(m.take(), QByteArray("a"));
    }

    void linesOfTwoComeInTheOrderOfTime()
    {
        Merge m;
        m.merge.open(1, m.clock.steady(), 2s);
        m.merge.open(2, m.clock.steady(), 2s);
        m.push(1, 10, "a");
        m.push(1, 30, "c");
        QCOMPARE(m.take(), QByteArray()); // the other may have an earlier one
        m.push(2, 20, "b");
        QCOMPARE(m.take(), QByteArray("ab"));
        m.push(2, 40, "d");
        QCOMPARE(m.take(), QByteArray("c"));
    }

    void aSilentSourceHoldsForTheWindowOnly()
    {
        Merge m;
        m.merge.open(1, m.clock.steady(), 2s);
        m.merge.open(2, m.clock.steady(), 2s);
        m.merge.started(2, m.clock.steady());
        m.push(1, 10, "a");
        m.clock.advance(399ms);
        QCOMPARE(m.take(), QByteArray());
        m.clock.advance(1ms);
        QCOMPARE(m.take(), QByteArray("a"));
        QVERIFY(m.merge.empty());
    }

    void historyThatIsSlowToComeIsWaitedForLonger()
    {
        Merge m;
        m.merge.open(1, m.clock.steady(), 2s);
        m.merge.open(2, m.clock.steady(), 2s);
        m.push(1, 10, "b");
        m.clock.advance(1s);
        QCOMPARE(m.take(), QByteArray());
        m.push(2, 5, "a");
        m.merge.close(2);
        QCOMPARE(m.take(), QByteArray("ab"));
    }

    void aSourceKeepsItsOwnOrderWhateverItsClockSays()
    {
        Merge m;
        m.merge.open(1, m.clock.steady(), 2s);
        m.push(1, 20, "a");
        m.push(1, 10, "b");
        QCOMPARE(m.take(), QByteArray("ab"));
    }

    void memoryIsBounded()
    {
        Merge m;
        m.merge.open(1, m.clock.steady(), std::chrono::hours(1));
        m.merge.open(2, m.clock.steady(), std::chrono::hours(1));
        qsizetype given = 0;
        for (int i = 0; i < 100; ++i) {
            m.push(1, i, QByteArray(64 * 1024, 'x'));
            given += m.take().size();
        }
        QVERIFY(given >= 100 * 64 * 1024 - (1 << 20));
    }
};

SKIFF_REGISTER_TEST(LogMergeTest);
#include "log_merge_test.moc"
