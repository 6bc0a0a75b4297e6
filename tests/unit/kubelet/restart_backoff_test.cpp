#include "cluster/kubelet/actions/restart_backoff.h"
#include "tests/support/register_test.h"

#include <QTest>

using namespace skiff;
using namespace std::chrono_literals;

class RestartBackoffTest : public QObject
{
    Q_OBJECT

private slots:
    void doublesFromTenSecondsToFiveMinutes()
    {
        kubelet::RestartBackoff backoff;
        WallTime now(1000s);
        QVERIFY(!backoff.remaining("c", now, now));
        for (const auto expected : {10s, 20s, 40s, 80s, 160s, 300s, 300s}) {
            backoff.tried("c", now, now);
            QCOMPARE(backoff.remaining("c", now, now).value().count(), Duration(expected).count());
            now += expected;
            QVERIFY(!backoff.remaining("c", now - expected, now));
        }
    }

    void forgetsAfterTenQuietMinutes()
    {
        kubelet::RestartBackoff backoff;
        backoff.tried("c", WallTime(0s), WallTime(0s));
        backoff.tried("c", WallTime(10s), WallTime(10s));
        QVERIFY(!backoff.remaining("c", WallTime(611s), WallTime(611s)));
        backoff.tried("c", WallTime(611s), WallTime(611s));
        QCOMPARE(backoff.delay("c").count(), Duration(10s).count());
    }
};

SKIFF_REGISTER_TEST(RestartBackoffTest);
#include "restart_backoff_test.moc"
