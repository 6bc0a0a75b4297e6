#include "cluster/base/file.h"
#include "cluster/base/process.h"
#include "tests/support/register_test.h"
#include "tests/support/users_terminal.h"

#include <QTest>
#include <csignal>

#include <cstdlib>
#include <functional>
#include <string>

using namespace skiff;
using skiff::test::UsersTerminal;

namespace {

std::function<int()> shell(const std::string& script)
{
    return [script] {
        const auto code = process::runOnTerminal({"sh", "-c", script});
        return code.ok() ? *code : 99;
    };
}

bool runs(pid_t pid)
{
    const auto state = file::read("/proc/" + std::to_string(pid) + "/stat");
    return state.ok() && state->find(") Z") == std::string::npos;
}

} // namespace

/// Programs that have the terminal of this one, and what they leave of it.
class ProcessTerminalTest : public QObject
{
    Q_OBJECT

private slots:
    void aProgramThatLeavesTheTerminalRawDoesNoHarm();
    void keysAreTheProgramsOwn();
    void aSignalEndsBothAndGivesTheTerminalBack_data();
    void aSignalEndsBothAndGivesTheTerminalBack();
    void anIgnoredHangUpIsIgnored();
};

void ProcessTerminalTest::aProgramThatLeavesTheTerminalRawDoesNoHarm()
{
    const UsersTerminal terminal(shell("stty raw -echo; exit 7"));
    QCOMPARE(terminal.end(), 7);
    QVERIFY(terminal.usable());
}

void ProcessTerminalTest::keysAreTheProgramsOwn()
{
    const UsersTerminal terminal(shell("trap 'exit 5' INT; echo ready$((6 * 7)); while :; do sleep 0.05; done"));
    QVERIFY(!terminal.readUntil("ready42").empty());
    terminal.type("\x03");
    QCOMPARE(terminal.end(), 5);
}

void ProcessTerminalTest::aSignalEndsBothAndGivesTheTerminalBack_data()
{
    QTest::addColumn<int>("number");
    QTest::addColumn<QString>("script");
    // As an interactive shell: deaf to SIGTERM, with what it runs in a process group in front of everything.
    const QString shell =
        QStringLiteral("trap '' TERM; set -m; sh -c 'stty raw -echo; echo pid=$$.; exec sleep 1000'; exit 3");
    const QString program = QStringLiteral("stty raw -echo; echo pid=$$.; exec sleep 1000");
    QTest::newRow("end, a shell") << SIGTERM << shell;
    QTest::newRow("end, a program") << SIGTERM << program;
    QTest::newRow("hang-up, a shell") << SIGHUP << shell;
    QTest::newRow("hang-up, a program") << SIGHUP << program;
    QTest::newRow("another, a program") << SIGUSR1 << program;
}

void ProcessTerminalTest::aSignalEndsBothAndGivesTheTerminalBack()
{
    if (!UsersTerminal::programsHearSignals)
        QSKIP("signals are held back here");
    QFETCH(int, number);
    QFETCH(QString, script);
    const UsersTerminal terminal(shell(script.toStdString()));
    const std::string said = terminal.readUntil(".");
    const auto sleeper = static_cast<pid_t>(std::atol(said.substr(said.find('=') + 1).c_str()));
    QVERIFY(sleeper > 0);
    QVERIFY(!terminal.usable());
    kill(terminal.program(), number);
    QCOMPARE(terminal.end(), -number);
    QVERIFY(terminal.usable());
    if (number == SIGUSR1)
        kill(sleeper, SIGKILL); // what ends at once leaves no time to tell
    QTRY_VERIFY(!runs(sleeper));
}

void ProcessTerminalTest::anIgnoredHangUpIsIgnored()
{
    const UsersTerminal terminal([run = shell("echo ready$((6 * 7)); read x; exit 4")] {
        signal(SIGHUP, SIG_IGN); // as nohup does
        return run();
    });
    QVERIFY(!terminal.readUntil("ready42").empty());
    kill(terminal.program(), SIGHUP);
    terminal.type("\n");
    QCOMPARE(terminal.end(), 4);
}

SKIFF_REGISTER_TEST(ProcessTerminalTest);

#include "process_terminal_test.moc"
