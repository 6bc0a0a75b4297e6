#include "app/model/overview.h"
#include "tests/support/register_test.h"

#include <QTest>

using namespace skiff;
using namespace skiff::model;

class OverviewTest final : public QObject
{
    Q_OBJECT

    const WallTime m_now{std::chrono::seconds(1'800'000'000)};

    QString words(const char* json) const
    {
        const auto trouble = podTrouble(json, m_now);
        return trouble ? trouble->words : QString();
    }

private slots:
    void aPodIsExplainedInOneSentence()
    {
        QCOMPARE(
            words(
                R"({"status":{"phase":"Running","containerStatuses":[{"name":"app","restartCount":6,"state":{"waiting":{"reason":"CrashLoopBackOff"}},
                          "lastState":{"terminated":{"exitCode":3,"reason":"Error"}}}]}})"),
            QStringLiteral("It keeps crashing: container app ended with code 3; restarted 6 time(s)."));
        QCOMPARE(
            words(
                R"({"spec":{"containers":[{"name":"app","resources":{"limits":{"memory":"64Mi"}}}]},"status":{"phase":"Running","containerStatuses":[
                          {"name":"app","restartCount":1,"state":{"waiting":{"reason":"CrashLoopBackOff"}},"lastState":{"terminated":{"exitCode":137,"reason":"OOMKilled"}}}]}})"),
            QStringLiteral("It keeps crashing: container app was killed for using more than its 64Mi of memory; "
                           "restarted 1 time(s)."));
        QCOMPARE(
            words(
                R"({"status":{"phase":"Pending","containerStatuses":[{"name":"app","image":"x:1","state":{"waiting":{"reason":"ImagePullBackOff","message":"not found"}}}]}})"),
            QStringLiteral("The image x:1 cannot be pulled. not found"));
        QCOMPARE(
            words(
                R"({"status":{"phase":"Pending","conditions":[{"type":"PodScheduled","status":"False","message":"0/2 nodes are available"}]}})"),
            QStringLiteral("No node takes it: 0/2 nodes are available"));
        QCOMPARE(words(R"({"status":{"phase":"Failed","reason":"Evicted","message":"low on disk"}})"),
                 QStringLiteral("It failed: low on disk"));
    }

    void whatIsWellIsNotMentioned()
    {
        QVERIFY(
            words(
                R"({"status":{"phase":"Succeeded","containerStatuses":[{"name":"a","state":{"terminated":{"exitCode":0}}}]}})")
                .isEmpty());
        QVERIFY(
            words(
                R"({"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}],"containerStatuses":[{"name":"a","state":{"running":{}}}]}})")
                .isEmpty());
        QVERIFY(words(R"({"metadata":{"deletionTimestamp":"2026-01-01T00:00:00Z"},"status":{"phase":"Failed"}})")
                    .isEmpty());
        QVERIFY(words("nothing").isEmpty());
    }

    void listsAddUp()
    {
        Overview overview;
        QVERIFY(addNodes(overview, R"({"items":[
            {"metadata":{"name":"a"},"status":{"allocatable":{"cpu":"2","memory":"1Gi","pods":"10"},"conditions":[{"type":"Ready","status":"True"},{"type":"DiskPressure","status":"True","message":"full"}]}},
            {"metadata":{"name":"b"},"spec":{"unschedulable":true},"status":{"allocatable":{"cpu":"500m","pods":"5"},"conditions":[{"type":"Ready","status":"Unknown","message":"gone"}]}}]})")
                    .ok());
        Overview pods;
        QVERIFY(
            addPods(
                pods,
                R"({"items":[{"metadata":{"name":"p"},"spec":{"nodeName":"a","containers":[{"name":"c","resources":{"requests":{"cpu":"250m","memory":"64Mi"}}}]},"status":{"phase":"Running"}}]})",
                m_now)
                .ok());
        overview.add(pods);
        finish(overview);
        QCOMPARE(overview.nodes, 2);
        QCOMPARE(overview.nodesReady, 1);
        QCOMPARE(overview.capacity.milliCpu, 2500);
        QCOMPARE(overview.capacity.pods, 15);
        QCOMPARE(overview.capacity.milliCpuRequested, 250);
        QCOMPARE(overview.capacity.memoryRequested, qint64(64) << 20);
        QCOMPARE(overview.troubles.size(), size_t(3));
        QCOMPARE(overview.troubles[0].object.name, QStringLiteral("b")); // the worst first
        QCOMPARE(overview.troubles[2].health, Health::Paused);
    }

    void warningsAreGrouped()
    {
        Overview overview;
        QVERIFY(addEvents(overview, R"({"items":[
            {"type":"Warning","reason":"BackOff","count":4,"message":"old","lastTimestamp":"2026-01-01T00:00:00Z","involvedObject":{"kind":"Pod","name":"a","uid":"1"}},
            {"type":"Warning","reason":"BackOff","count":2,"message":"new","lastTimestamp":"2026-01-01T00:01:00Z","involvedObject":{"kind":"Pod","name":"b","uid":"2"}},
            {"type":"Normal","reason":"ScalingReplicaSet","message":"up to 3","involvedObject":{"kind":"Deployment","apiVersion":"apps/v1","name":"web","uid":"3"}},
            {"type":"Normal","reason":"Pulled","involvedObject":{"kind":"Pod","name":"a","uid":"1"}}]})")
                    .ok());
        finish(overview);
        QCOMPARE(overview.warnings.size(), size_t(1));
        QCOMPARE(overview.warnings[0].count, 6);
        QCOMPARE(overview.warnings[0].objects, 2);
        QCOMPARE(overview.warnings[0].message, QStringLiteral("new"));
        QCOMPARE(overview.changes.size(), size_t(1));
        QCOMPARE(overview.changes[0].object.kind.groupKind(), QStringLiteral("Deployment.apps"));
        QVERIFY(!addEvents(overview, R"({"kind":"Status"})").ok());
    }
};

SKIFF_REGISTER_TEST(OverviewTest);
#include "overview_test.moc"
