#include "cluster/machine/vm/terminal.h"
#include "tests/support/register_test.h"
#include "tests/support/users_terminal.h"
#include "tests/unit/guest/guest_server.h"

#include <QTest>
#include <csignal>
#include <fcntl.h>
#include <functional>
#include <poll.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <thread>
#include <unistd.h>

using namespace skiff;
using namespace skiff::machine::guest;
using namespace skiff::machine::guest::testing;
using skiff::test::UsersTerminal;
using namespace std::chrono_literals;

/// A program in a guest with the streams of this process, or its terminal.
class RelayTest : public GuestTest
{
    Q_OBJECT

private slots:
    void carriesStreams();
    void tellsOfANewSizeOnce();
    void stopsWhenItIsTold();
    void endsWhenNobodyReadsItsOutput();
    void whatIsTypedAheadOfTheProgramReachesIt();
    void aSizeThatChangesAtTheStartIsKnown();
    void aSignalThatEndsItGivesTheTerminalBack_data();
    void aSignalThatEndsItGivesTheTerminalBack();

private:
    /// What `skiff ssh -- arguments` does, for a process of its own.
    std::function<int()> ssh(const std::vector<std::string>& arguments);
};

void RelayTest::carriesStreams()
{
    const int input = fileWith(path("input"), "abc");
    int output[2];
    QVERIFY(pipe2(output, O_CLOEXEC) == 0);
    const auto code =
        m_channel->relay({.arguments = {"sh", "-c", "cat; echo $NAME >&2; exit 5"}, .environment = {"NAME=value"}},
                         {.input = input, .output = output[1], .errors = output[1]});
    QVERIFY(code.ok());
    QCOMPARE(*code, 5);
    char text[64];
    const ssize_t count = read(output[0], text, sizeof text);
    QCOMPARE(std::string(text, static_cast<size_t>(std::max<ssize_t>(count, 0))), std::string("abcvalue\n"));
    for (const int fd : {input, output[0], output[1]})
        close(fd);
}

void RelayTest::tellsOfANewSizeOnce()
{
    int master = -1;
    int terminal = -1;
    winsize size{.ws_row = 24, .ws_col = 80, .ws_xpixel = 0, .ws_ypixel = 0};
    QVERIFY(openpty(&master, &terminal, nullptr, nullptr, &size) == 0);
    int output[2];
    QVERIFY(pipe2(output, O_CLOEXEC) == 0);
    sigset_t window;
    sigset_t before;
    sigemptyset(&window);
    sigaddset(&window, SIGWINCH);
    pthread_sigmask(SIG_BLOCK, &window, &before);
    const int resized = signalfd(-1, &window, SFD_CLOEXEC | SFD_NONBLOCK);
    std::string said;
    std::thread user([&, relaying = pthread_self()] {
        const auto readUntil = [&](const char* words) {
            char bytes[256];
            while (said.find(words) == std::string::npos) {
                const ssize_t count = read(output[0], bytes, sizeof bytes);
                if (count <= 0)
                    return;
                said.append(bytes, static_cast<size_t>(count));
            }
        };
        readUntil("24 80");
        size.ws_row = 50;
        size.ws_col = 120;
        ioctl(terminal, TIOCSWINSZ, &size);
        pthread_kill(relaying, SIGWINCH);
        writeAll(master, "\n");
        readUntil("50 120");
    });
    const auto code =
        m_channel->relay({.arguments = {"sh", "-c", "stty size; read x; stty size"}, .terminal = true},
                         {.input = terminal, .output = output[1], .errors = output[1], .resized = resized});
    close(output[1]);
    user.join();
    pollfd left{resized, POLLIN, 0};
    const int pending = poll(&left, 1, 0);
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    for (const int fd : {master, terminal, output[0], resized})
        close(fd);
    QVERIFY(code.ok());
    QVERIFY2(said.find("50 120") != std::string::npos, said.c_str());
    QCOMPARE(pending, 0); // else it would be told again and again
}

void RelayTest::stopsWhenItIsTold()
{
    std::stop_source source;
    source.request_stop();
    const auto code = m_channel->relay({.arguments = {"sleep", "100"}}, {}, source.get_token());
    QVERIFY(!code.ok());
    QVERIFY(code.error().code == ErrorCode::Cancelled);
}

void RelayTest::endsWhenNobodyReadsItsOutput()
{
    int output[2];
    QVERIFY(pipe2(output, O_CLOEXEC) == 0);
    close(output[0]);
    const auto before = signal(SIGPIPE, SIG_IGN); // else it would end this program
    const auto code = m_channel->relay({.arguments = {"yes"}}, {.output = output[1]});
    signal(SIGPIPE, before);
    close(output[1]);
    QVERIFY(code.ok());
    QCOMPARE(*code, 128 + SIGPIPE);
    QCOMPARE(m_channel->run({"true"}, -1, longEnough)->exitCode, 0);
}

std::function<int()> RelayTest::ssh(const std::vector<std::string>& arguments)
{
    m_channel.reset(); // a port is for one process
    return [this, arguments] {
        const auto channel = m_guest->connect();
        const auto code = machine::vm::relayTerminal(*channel, arguments);
        return code.ok() ? *code : 99;
    };
}

void RelayTest::whatIsTypedAheadOfTheProgramReachesIt()
{
    const UsersTerminal terminal(ssh({"sh"}), "echo typed$((6 * 7))\nexit 9\n");
    std::string said;
    QCOMPARE(terminal.end(&said), 9);
    QVERIFY2(said.find("typed42") != std::string::npos, said.c_str());
}

void RelayTest::aSizeThatChangesAtTheStartIsKnown()
{
    for (int i = 0; i < 20; ++i) {
        const UsersTerminal terminal(
            ssh({"sh", "-c", "until [ \"$(stty size)\" = '50 120' ]; do sleep 0.01; done"}));
        usleep(static_cast<useconds_t>(i) * 500);
        terminal.resize(50, 120);
        QCOMPARE(terminal.end(), 0);
    }
}

void RelayTest::aSignalThatEndsItGivesTheTerminalBack_data()
{
    QTest::addColumn<int>("number");
    QTest::newRow("hang-up") << SIGHUP;
    QTest::newRow("interrupt") << SIGINT;
    QTest::newRow("quit") << SIGQUIT;
    QTest::newRow("abort") << SIGABRT;
    QTest::newRow("fault") << SIGSEGV;
    QTest::newRow("end") << SIGTERM;
}

void RelayTest::aSignalThatEndsItGivesTheTerminalBack()
{
    if (!UsersTerminal::programsHearSignals)
        QSKIP("signals are held back here");
    QFETCH(int, number);
    const UsersTerminal terminal(ssh({"sh", "-c", "echo here$((6 * 7)); read x"}));
    QVERIFY(!terminal.readUntil("here42").empty());
    QVERIFY(!terminal.usable());
    kill(terminal.program(), number);
    QCOMPARE(terminal.end(), -number);
    QVERIFY(terminal.usable());
}

SKIFF_REGISTER_TEST(RelayTest);

#include "relay_test.moc"
