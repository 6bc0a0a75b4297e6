#include "app/cli/options.h"
#include "app/cli/phase_printer.h"
#include "app/cli/status_text.h"
#include "tests/support/register_test.h"

#include <QJsonArray>
#include <QTest>

using namespace skiff;
using namespace skiff::cli;
using namespace std::chrono_literals;

class CliWordsTest : public QObject
{
    Q_OBJECT

private slots:
    void readsDurations_data();
    void readsDurations();
    void alignsPhases();
    void namesTheStateOfACluster();
    void tellsProgramsOfEachNode();
};

void CliWordsTest::readsDurations_data()
{
    QTest::addColumn<QString>("words");
    QTest::addColumn<qint64>("milliseconds");
    QTest::newRow("seconds") << "90s" << qint64(90'000);
    QTest::newRow("mixed") << "1h2m3s4ms" << qint64(3'723'004);
    QTest::newRow("no unit") << "90" << qint64(-1);
    QTest::newRow("unknown unit") << "3d" << qint64(-1);
    QTest::newRow("rest") << "3s!" << qint64(-1);
    QTest::newRow("empty") << "" << qint64(-1);
}

void CliWordsTest::readsDurations()
{
    QFETCH(QString, words);
    QFETCH(qint64, milliseconds);
    const auto duration = parseDuration(words);
    QCOMPARE(duration ? std::chrono::duration_cast<std::chrono::milliseconds>(*duration).count() : -1, milliseconds);
}

void CliWordsTest::alignsPhases()
{
    using namespace machine;
    QCOMPARE(PhasePrinter::line({Phase::Init, PhaseState::Done, 0.02, 1, ""}),
             QStringLiteral("  \u2713 init             0.02 s"));
    QCOMPARE(PhasePrinter::line({Phase::ControlPlane, PhaseState::Done, 12.5, 1, "up"}),
             QStringLiteral("  \u2713 control plane   12.50 s  up"));
    QCOMPARE(PhasePrinter::line({Phase::Image, PhaseState::Progress, 1, 0.4, "downloading"}),
             QStringLiteral("  \u2026 node image       1.00 s   40 % downloading"));
    QCOMPARE(PhasePrinter::line({Phase::Node, PhaseState::Failed, 1, -1, "told elsewhere"}),
             QStringLiteral("  \u2717 node             1.00 s"));
}

void CliWordsTest::namesTheStateOfACluster()
{
    machine::ClusterStatus status;
    status.profile.nodes = {{"a", "10.57.0.2"}, {"b", "10.57.0.3"}};
    QCOMPARE(stateName(status), QStringLiteral("stopped"));
    status.runningNodes = {"a"};
    QCOMPARE(stateName(status), QStringLiteral("degraded"));
    status.runningNodes = {"a", "b"};
    status.readyNodes = {"a"};
    status.serverReady = true;
    QCOMPARE(stateName(status), QStringLiteral("starting"));
    status.readyNodes = {"a", "b"};
    QCOMPARE(stateName(status), QStringLiteral("running"));
}

void CliWordsTest::tellsProgramsOfEachNode()
{
    machine::ClusterStatus status;
    status.profile.nodes = {{"a", "10.57.0.2"}};
    status.runningNodes = {"a"};
    const QJsonObject node = statusObject(status).value(QStringLiteral("nodes")).toArray().at(0).toObject();
    QCOMPARE(node.value(QStringLiteral("address")).toString(), QStringLiteral("10.57.0.2"));
    QCOMPARE(node.value(QStringLiteral("running")).toBool(), true);
    QCOMPARE(node.value(QStringLiteral("ready")).toBool(), false);
}

SKIFF_REGISTER_TEST(CliWordsTest);

#include "words_test.moc"
