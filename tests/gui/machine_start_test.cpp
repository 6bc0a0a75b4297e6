#include "tests/gui/console.h"
#include "tests/support/register_test.h"

#include "widgets/timeline.h"

#include <QPushButton>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

#include <unistd.h>

using namespace skiff;
using namespace skiff::test;
using State = session::ClusterControl::State;
using RowState = widgets::TimelineRow::State;

namespace {

/// A machine is emulated, on a computer that may have other things to do.
constexpr int LimitMsecs = 300'000;

const QStringList Titles = {
    QStringLiteral("Node image"), QStringLiteral("Machine"),           QStringLiteral("Kernel"),
    QStringLiteral("Node start"), QStringLiteral("Container runtime"), QStringLiteral("Control plane"),
    QStringLiteral("Node ready")};

} // namespace

/// The start page while a virtual machine boots: the real skiff, QEMU and node.
class MachineStartTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QVERIFY2(!QStandardPaths::findExecutable(QStringLiteral("qemu-system-x86_64")).isEmpty(),
                 "qemu-system-x86_64 is not there: run 'make setup'");
        qputenv("SKIFF_DRIVER", "qemu");
        qputenv("SKIFF_ACCEL", "tcg");
    }

    void showsThePhasesOfAMachineWithTheirSeconds()
    {
        const QString name = QStringLiteral("machine-%1").arg(getpid());
        QTemporaryDir own;
        Console console(own.filePath(QStringLiteral("kubeconfig")), {}, name);
        QTRY_VERIFY_WITH_TIMEOUT(console.control().state() == State::Absent && !console.control().busy(), LimitMsecs);

        // Every timeline that was shown: the page goes when the cluster runs.
        std::vector<std::vector<widgets::TimelineRow>> shown;
        auto* timeline = console.window().findChild<widgets::Timeline*>(QStringLiteral("startTimeline"));
        QVERIFY(timeline);
        bool shot = false;
        connect(
            &console.control(), &session::ClusterControl::timelineChanged, this,
            [&] {
                shown.push_back(timeline->rows());
                if (!shot && shown.back().size() == size_t(Titles.size()) &&
                    shown.back()[4].state == RowState::Running) {
                    shot = true;
                    console.shootAll(QStringLiteral("starting-machine"));
                }
            },
            Qt::QueuedConnection);
        console.window().findChild<QPushButton*>(QStringLiteral("startCluster"))->click();
        QTRY_COMPARE_WITH_TIMEOUT(console.control().state(), State::Starting, LimitMsecs);
        QTRY_VERIFY_WITH_TIMEOUT(console.control().state() == State::Running || !console.control().busy(), LimitMsecs);
        QCOMPARE(console.control().state(), State::Running);
        QTRY_VERIFY(shot);

        const auto last = std::find_if(shown.rbegin(), shown.rend(), [](const auto& rows) { return !rows.empty(); });
        QVERIFY(last != shown.rend());
        QStringList titles;
        for (const widgets::TimelineRow& row : *last) {
            titles << row.title;
            QVERIFY2(row.state == RowState::Done, qPrintable(row.title));
        }
        QCOMPARE(titles, Titles);
        // A kernel and a container runtime cannot start in no time.
        QVERIFY((*last)[2].seconds > 0.1 && (*last)[4].seconds > 0.1);
        const QString machine = console.control().timeline().phases().at(1).lastLine;
        QVERIFY2(machine.contains(QStringLiteral("emulated")), qPrintable(machine));

        console.control().remove();
        QTRY_COMPARE_WITH_TIMEOUT(console.control().state(), State::Absent, LimitMsecs);
    }
};

SKIFF_REGISTER_TEST(MachineStartTest);

#include "machine_start_test.moc"
