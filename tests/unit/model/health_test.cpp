#include "app/model/health.h"

#include "tests/support/register_test.h"

#include <QTest>

using namespace skiff::model;

class HealthTest final : public QObject
{
    Q_OBJECT

private slots:
    void readsWhatServersPrint_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("column");
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("health");
        const auto row = [](const char* kind, const char* column, const char* text, Health health) {
            QTest::newRow(text) << kind << column << text << int(health);
        };
        row("Pod", "Status", "Running", Health::Good);
        row("Pod", "Status", "CrashLoopBackOff", Health::Bad);
        row("Pod", "Status", "Init:1/2", Health::Busy);
        row("Pod", "Status", "Init:CrashLoopBackOff", Health::Bad);
        row("Pod", "Status", "Completed", Health::Done);
        row("Pod", "Status", "Terminating", Health::Busy);
        row("Pod", "Ready", "0/1", Health::None);
        row("Deployment", "Ready", "2/3", Health::Busy);
        row("Deployment", "Ready", "3/3", Health::Good);
        row("Node", "Status", "Ready,SchedulingDisabled", Health::Paused);
        row("Node", "Status", "NotReady,SchedulingDisabled", Health::Bad);
        row("Event", "Type", "Warning", Health::Warning);
        row("Event", "Type", "Normal", Health::None);
        row("Pod", "Status", "SomethingNew", Health::None);
    }

    void readsWhatServersPrint()
    {
        QFETCH(QString, kind);
        QFETCH(QString, column);
        QFETCH(QString, text);
        QFETCH(int, health);
        QCOMPARE(int(healthOf(kind, column, text)), health);
    }

    void aConditionIsBadTheWayItIsMeant()
    {
        QCOMPARE(healthOfCondition("Ready", "True"), Health::Good);
        QCOMPARE(healthOfCondition("Ready", "False"), Health::Bad);
        QCOMPARE(healthOfCondition("Ready", "Unknown"), Health::Warning);
        QCOMPARE(healthOfCondition("MemoryPressure", "False"), Health::Good);
        QCOMPARE(healthOfCondition("MemoryPressure", "True"), Health::Bad);
    }
};

SKIFF_REGISTER_TEST(HealthTest);
#include "health_test.moc"
