#include "tests/gui/console.h"
#include "tests/support/register_test.h"

#include "app/desktop/command_box.h"
#include "widgets/timeline.h"

#include <QClipboard>
#include <QFile>
#include <QGuiApplication>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QTest>
#include <QToolButton>

using namespace skiff;
using namespace skiff::test;
using State = session::ClusterControl::State;
using RowState = widgets::TimelineRow::State;

namespace {

const QString stub = QStringLiteral(SKIFF_SOURCE_DIR "/tests/gui/data/skiff-stub.sh");

void write(const QString& path, const QByteArray& content)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(content);
}

QByteArray phase(const char* name, const char* state, double seconds, const char* text, double fraction = -1)
{
    QByteArray line = QByteArray("{\"type\":\"phase\",\"phase\":\"") + name + "\",\"state\":\"" + state + "\",\"seconds\":" +
                      QByteArray::number(seconds) + ",\"text\":\"" + text + '"';
    if (fraction >= 0)
        line += ",\"fraction\":" + QByteArray::number(fraction);
    return line + "}\n";
}

const QByteArray absent = "## status 0\n{\"profile\":\"gui-test\",\"state\":\"absent\"}\n";
const QByteArray begins = phase("image", "done", 0.1, "node image 3f9c2a, cached") +
                          phase("machine", "done", 0.4, "") + phase("init", "done", 0.3, "") +
                          phase("containerd", "began", 0, "") +
                          phase("containerd", "progress", 0.8, "loading image pause:3.6", 0.62);

/// The window with a script for the stand-in.
struct Page
{
    Page(const QByteArray& script) : console({}, stub)
    {
        (void)QTest::qWaitFor([this] { return !console.control().busy(); });
        write(console.home() + QStringLiteral("/script"), script);
        console.control().refresh();
    }
    widgets::Timeline& timeline() { return *console.window().findChild<widgets::Timeline*>("startTimeline"); }
    QPushButton& start() { return *console.window().findChild<QPushButton*>("startCluster"); }
    bool idle() { return QTest::qWaitFor([this] { return console.control().state() == State::Absent && !console.control().busy(); }); }

    Console console;
};

} // namespace

/// The start page against a stand-in for `skiff`.
class StartPageTest final : public QObject
{
    Q_OBJECT

private slots:
    void showsPhasesAsTheyPass()
    {
        Page page(absent + "## start 0\n" + begins + "@wait go\n");
        QVERIFY(page.idle());
        page.console.shootAll(QStringLiteral("start"));
        page.start().click();
        QTRY_COMPARE(page.console.control().state(), State::Starting);
        QTRY_COMPARE(page.timeline().rows().size(), size_t(6));
        QTRY_COMPARE(page.timeline().rows()[3].state, RowState::Running);
        QTRY_COMPARE(page.timeline().rows()[3].progress.value_or(0), 0.62);
        QCOMPARE(page.timeline().rows()[0].state, RowState::Done);
        QCOMPARE(page.timeline().rows()[5].state, RowState::Waiting);
        QCOMPARE(page.timeline().rows()[3].detail, QStringLiteral("loading image pause:3.6"));
        QVERIFY(!page.start().isEnabled());
        page.console.shootAll(QStringLiteral("starting"));
        write(page.console.home() + QStringLiteral("/go"), "");
        QVERIFY(page.idle());
    }

    void aFailedPhaseSaysWhyAndOffersAnotherTry()
    {
        Page page(absent + "## start 1\n" + begins + phase("containerd", "failed", 2.1, "") +
                  "{\"type\":\"error\",\"code\":\"Unavailable\",\"message\":\"containerd on skiff-1 did not answer within 20 s: no space left on device. Free some space below /var/lib and start again\"}\n");
        QVERIFY(page.idle());
        page.start().click();
        QTRY_COMPARE(page.timeline().rows().size(), size_t(6));
        QTRY_COMPARE(page.timeline().rows()[3].state, RowState::Failed);
        QVERIFY(page.idle());
        QTRY_VERIFY(page.timeline().rows()[3].detail.contains("no space left on device"));
        QCOMPARE(page.start().text(), QStringLiteral("Try again"));
        QVERIFY(page.start().isEnabled());
        QVERIFY(page.console.find<QPushButton>("showNodeLog"));
        page.console.shootAll(QStringLiteral("start-failed"));
    }

    void aMissingPrivilegeNamesTheCommandToRun()
    {
        Page page(absent + "## start 1\n"
                  "{\"type\":\"error\",\"code\":\"PermissionDenied\",\"message\":\"the local driver makes namespaces and mounts, which needs root. Run this instead:\\n  sudo SKIFF_HOME=/home/ada/.local/share/skiff /usr/bin/skiff start -p skiff\"}\n");
        QVERIFY(page.idle());
        page.start().click();
        QTRY_VERIFY(page.console.find<desktop::CommandBox>("commandBox"));
        QVERIFY(page.idle());
        auto* box = page.console.find<desktop::CommandBox>("commandBox");
        QCOMPARE(box->command(), QStringLiteral("sudo SKIFF_HOME=/home/ada/.local/share/skiff /usr/bin/skiff start -p skiff"));
        QVERIFY(page.console.find<QLabel>("startProblem")->text().contains("needs root"));
        QCOMPARE(page.timeline().rows().size(), size_t(0));
        page.console.find<QToolButton>("copyCommand")->click();
        QCOMPARE(QGuiApplication::clipboard()->text(), box->command());
        page.console.shootAll(QStringLiteral("start-privilege"));
    }

    void aSecondStartIsNotRunBesideTheFirst()
    {
        Page page(absent + "## start 0\n" + begins + "@wait go\n");
        QVERIFY(page.idle());
        page.console.control().start();
        QTRY_COMPARE(page.timeline().rows()[3].state, RowState::Running);
        page.console.control().start();
        QCOMPARE(page.timeline().rows()[3].state, RowState::Running);
        QCOMPARE(page.console.control().state(), State::Starting);
        write(page.console.home() + QStringLiteral("/go"), "");
        QVERIFY(page.idle());
    }

    void aStartWaitsForTheStatusThatIsBeingAsked()
    {
        Page page(absent + "## start 0\n" + begins + "@wait go\n");
        QVERIFY(page.console.control().busy());
        page.console.control().start();
        QTRY_COMPARE(page.console.control().state(), State::Starting);
        write(page.console.home() + QStringLiteral("/go"), "");
        QVERIFY(page.idle());
    }

    void closingWhileStartingAsksFirst()
    {
        Page page(absent + "## start 0\n" + begins + "@wait go\n");
        QVERIFY(page.idle());
        page.start().click();
        QTRY_COMPARE(page.console.control().state(), State::Starting);
        page.console.window().close();
        QVERIFY(page.console.window().isVisible());
        QTRY_VERIFY(page.console.find<QMessageBox>("messageBox"));
        page.console.shootTop(QStringLiteral("close-while-starting"));
        page.console.find<QPushButton>("confirm")->click();
        QTRY_VERIFY(!page.console.window().isVisible());
    }

    void deletionNeedsAYes()
    {
        Page page("## status 0\n{\"profile\":\"gui-test\",\"state\":\"stopped\"}\n## delete 0\n{}\n");
        QTRY_COMPARE(page.console.control().state(), State::Stopped);
        QTRY_VERIFY(!page.console.control().busy());
        page.console.shootAll(QStringLiteral("stopped"));
        page.console.find<QPushButton>("deleteStopped")->click();
        QTRY_VERIFY(page.console.find<QMessageBox>("messageBox"));
        QCOMPARE(page.console.control().state(), State::Stopped);
        page.console.shootTop(QStringLiteral("delete"));
        page.console.find<QPushButton>("confirm")->click();
        QTRY_COMPARE(page.console.control().state(), State::Deleting);
        write(page.console.home() + QStringLiteral("/script"), absent);
        QVERIFY(page.idle());
    }

    void aStopThatNeedsRootNamesTheCommandToo()
    {
        // The cluster on screen is reached over a kubeconfig that leads nowhere: the window is there all the same.
        Page page(absent);
        write(page.console.home() + QStringLiteral("/kubeconfig"),
              "apiVersion: v1\nkind: Config\ncurrent-context: c\ncontexts:\n- name: c\n  context: {cluster: c, user: u}\n"
              "clusters:\n- name: c\n  cluster: {server: 'https://127.0.0.1:9'}\nusers:\n- name: u\n  user: {token: t}\n");
        const QByteArray running = "## status 0\n{\"profile\":\"gui-test\",\"state\":\"running\",\"kubeconfig\":\"" +
                                   page.console.home().toUtf8() + "/kubeconfig\"}\n";
        write(page.console.home() + QStringLiteral("/script"),
              running + "## stop 1\n{\"type\":\"error\",\"message\":\"only root can stop it. Run this instead:\\n  sudo skiff stop\"}\n");
        QTRY_VERIFY(!page.console.control().busy());
        page.console.control().refresh();
        QTRY_COMPARE(page.console.control().state(), State::Running);
        QTRY_VERIFY(!page.console.control().busy());
        page.console.find<QToolButton>("stopCluster")->click();
        QTRY_VERIFY(page.console.find<QMessageBox>("messageBox"));
        auto* box = page.console.find<QMessageBox>("messageBox");
        QVERIFY(box->informativeText().contains("sudo skiff stop"));
        page.console.shootTop(QStringLiteral("stop-privilege"));
        box->findChild<QPushButton*>("copyCommand")->click();
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("sudo skiff stop"));
        QTRY_COMPARE(page.console.control().state(), State::Running);
    }

    void aProgramThatIsNotThereIsSaid()
    {
        Console console({}, QStringLiteral("/nonexistent/skiff"));
        QTRY_VERIFY(console.find<QLabel>("startProblem"));
        QVERIFY(console.find<QLabel>("startProblem")->text().contains("/nonexistent/skiff"));
    }
};

SKIFF_REGISTER_TEST(StartPageTest);
#include "start_page_test.moc"
