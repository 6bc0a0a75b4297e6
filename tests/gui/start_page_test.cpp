#include "tests/gui/console.h"
#include "tests/support/register_test.h"

#include "app/desktop/command_box.h"
#include "widgets/banner.h"
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
        say(script);
    }
    /// What the stand-in says from now on, and the window asks.
    void say(const QByteArray& script)
    {
        (void)QTest::qWaitFor([this] { return !console.control().busy(); });
        write(console.home() + QStringLiteral("/script"), script);
        console.control().refresh();
    }
    widgets::Timeline& timeline() { return *console.window().findChild<widgets::Timeline*>("startTimeline"); }
    QPushButton& start() { return *console.window().findChild<QPushButton*>("startCluster"); }
    bool idle() { return QTest::qWaitFor([this] { return console.control().state() == State::Absent && !console.control().busy(); }); }

    /// The cluster is reached over a kubeconfig that leads nowhere: the window shows it all the same.
    void becomeRunning(const QByteArray& more = {})
    {
        write(console.home() + QStringLiteral("/kubeconfig"),
              "apiVersion: v1\nkind: Config\ncurrent-context: c\ncontexts:\n- name: c\n  context: {cluster: c, user: u}\n"
              "clusters:\n- name: c\n  cluster: {server: 'https://127.0.0.1:9'}\nusers:\n- name: u\n  user: {token: t}\n");
        say("## status 0\n{\"profile\":\"gui-test\",\"state\":\"running\",\"kubeconfig\":\"" + console.home().toUtf8() +
            "/kubeconfig\"}\n" + more);
    }

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
        Page page(absent);
        QVERIFY(page.idle());
        page.becomeRunning("## stop 1\n{\"type\":\"error\",\"message\":\"only root can stop it. Run this instead:\\n  sudo skiff stop\"}\n");
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

    void aStateThatCannotBeFoundOutIsUnknownAndAskedForAgain()
    {
        const QByteArray fails = "## status 1\n{\"type\":\"error\",\"message\":\"read /srv/skiff/profiles/gui-test/profile.json: input/output error\"}\n";
        Page page(fails);
        QTRY_VERIFY(page.console.control().problem().contains("input/output error"));
        QCOMPARE(page.start().text(), QStringLiteral("Ask again"));
        QCOMPARE(page.console.control().state(), State::Unknown);
        QVERIFY(page.start().isEnabled());
        QVERIFY(page.console.find<QLabel>("startProblem")->text().contains("input/output error"));
        page.console.shootAll(QStringLiteral("status-unknown"));
        page.start().click(); // it fails again
        QTRY_VERIFY(page.start().isEnabled() && !page.console.control().busy());
        QVERIFY(page.console.find<QLabel>("startProblem"));
        write(page.console.home() + QStringLiteral("/script"), absent);
        page.start().click();
        QVERIFY(page.idle());
        QCOMPARE(page.start().text(), QStringLiteral("Start cluster"));
        QVERIFY(!page.console.find<QLabel>("startProblem"));
    }

    void aPausedClusterIsNotAbsent()
    {
        Page page("## status 0\n{\"profile\":\"gui-test\",\"state\":\"paused\"}\n");
        QTRY_VERIFY(page.console.find<desktop::CommandBox>("commandBox"));
        QCOMPARE(page.console.find<desktop::CommandBox>("commandBox")->command(), QStringLiteral("skiff unpause -p gui-test"));
        QCOMPARE(page.start().text(), QStringLiteral("Ask again"));
    }

    void aViewStaysWhenItsMachineCannotBeAsked()
    {
        Page page(absent);
        QVERIFY(page.idle());
        page.becomeRunning();
        QTRY_COMPARE(page.console.control().state(), State::Running);
        QTRY_VERIFY(!page.console.control().busy());
        page.say("## status 1\n{\"type\":\"error\",\"message\":\"no answer\"}\n");
        QTRY_VERIFY(page.console.find<QPushButton>("undo"));
        QCOMPARE(page.console.find<QPushButton>("undo")->text(), QStringLiteral("Ask again"));
        QVERIFY(page.console.find<widgets::Banner>("noticeStrip")->text().contains("No answer"));
        QVERIFY(!page.console.find<QMessageBox>("messageBox"));
        page.console.shootAll(QStringLiteral("status-unknown-view"));
        page.becomeRunning();
        QTRY_COMPARE(page.console.control().state(), State::Running);
        QTRY_VERIFY(!page.console.find<QPushButton>("undo"));
    }

    void whatIsCountedHasTheFormOfTheLanguage()
    {
        Console console({}, stub);
        const auto restarts = [](int count) {
            return QCoreApplication::translate("skiff::model::Overview", "restarted %n time(s)", nullptr, count);
        };
        QCOMPARE(restarts(1), QStringLiteral("restarted 1 time"));
        QCOMPARE(restarts(2), QStringLiteral("restarted 2 times"));
        console.appearance().setLanguage(QStringLiteral("zh_CN"));
        QCOMPARE(restarts(1), QStringLiteral("已重启 1 次"));
        console.appearance().setLanguage(QStringLiteral("de")); // none of ours: English
        QCOMPARE(restarts(1), QStringLiteral("restarted 1 time"));
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
