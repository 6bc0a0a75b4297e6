#include "cluster/daemon/shell/server.h"
#include "cluster/machine/guest/channel.h"
#include "tests/support/register_test.h"

#include <QTemporaryDir>
#include <QTest>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <functional>
#include <poll.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace skiff;
using namespace skiff::machine::guest;
using namespace std::chrono_literals;

namespace {

constexpr Duration longEnough = 60s;

int listenAt(const std::string& path)
{
    const int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.data(), path.size());
    if (bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 || listen(listener, 8) != 0)
        qFatal("no socket for the guest");
    return listener;
}

/// The guest's real shell, in a process of its own, behind a Unix socket as QEMU has one: it serves
/// one connection after the other.
class Guest
{
public:
    explicit Guest(const std::string& path) : m_path(path)
    {
        const int listener = listenAt(path);
        m_pid = fork();
        if (m_pid == 0)
            serve(listener);
        close(listener);
    }
    ~Guest()
    {
        kill(m_pid, SIGKILL);
        waitpid(m_pid, nullptr, 0);
    }

    std::vector<std::string> sockets() const { return {m_path}; }

private:
    [[noreturn]] static void serve(int listener)
    {
        static Server server;
        alarm(120);
        if (serverInit(&server, "skiff-shell test") != 0)
            _exit(1);
        for (;;) {
            pollfd wait{listener, POLLIN, 0};
            poll(&wait, 1, 10);
            serverStep(&server, 0); // reaps what a host that hung up has left
            const int fd = wait.revents != 0 ? accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC) : -1;
            if (fd >= 0 && serverAddPort(&server, fd, 0) != 0)
                _exit(1);
            while (serverStep(&server, fd >= 0 ? -1 : 0) > 0) {
            }
        }
    }

    std::string m_path;
    pid_t m_pid = 0;
};

/// Writes down what a program says.
class Listener : public ProgramListener
{
public:
    std::string said;
    std::string complained;
    std::optional<int> code;
    std::optional<Error> error;

    void output(std::string_view bytes) override { said += bytes; }
    void errors(std::string_view bytes) override { complained += bytes; }
    void exited(int number) override { code = number; }
    void failed(const Error& why) override { error = why; }
    bool over() const { return code || error; }
};

/// The payload of the next Hello that comes out of `fd`, after each `step`.
std::string awaitHello(int fd, const std::function<void()>& step)
{
    const auto deadline = std::chrono::steady_clock::now() + longEnough;
    const auto parser = std::make_unique<ChannelParser>();
    channelParserInit(parser.get());
    while (std::chrono::steady_clock::now() < deadline) {
        step();
        size_t room = 0;
        uint8_t* at = channelParserRoom(parser.get(), &room);
        const ssize_t count = recv(fd, at, room, MSG_DONTWAIT);
        channelParserFilled(parser.get(), count > 0 ? static_cast<size_t>(count) : 0);
        ChannelFrame frame;
        for (int found = 0; (found = channelParserNext(parser.get(), &frame)) != 0;) {
            if (found > 0 && frame.type == ChannelHello)
                return {reinterpret_cast<const char*>(frame.payload), frame.length};
        }
    }
    return "nothing";
}

std::string frameOf(uint8_t type, uint16_t session, const std::string& payload)
{
    std::string frame(ChannelHeaderSize, '\0');
    channelHeader(reinterpret_cast<uint8_t*>(frame.data()), type, session, static_cast<uint32_t>(payload.size()));
    return frame + payload;
}

bool writeAll(int fd, const std::string& bytes)
{
    return write(fd, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size());
}

int fileWith(const std::string& path, const std::string& content)
{
    const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (write(fd, content.data(), content.size()) != static_cast<ssize_t>(content.size()))
        qFatal("cannot write a file");
    lseek(fd, 0, SEEK_SET);
    return fd;
}

} // namespace

class ChannelTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_guest = std::make_unique<Guest>(m_folder->filePath(QStringLiteral("shell")).toStdString());
        auto channel = Channel::connect(m_guest->sockets(), longEnough);
        QVERIFY2(channel.ok(), channel.ok() ? "" : channel.error().message.c_str());
        m_channel = std::move(*channel);
    }
    void cleanup()
    {
        m_channel.reset();
        m_guest.reset();
    }

    void saysItsVersion();
    void runsAProgramAndGathersWhatItSays();
    void saysWhyAProgramWasNotStarted();
    void givesTheNumberOfASignal();
    void carriesMoreThanTheWindowBothWays();
    void aProgramThatDoesNotReadItsInputStillEnds();
    void severalProgramsRunAtOnce();
    void aTerminalHasASizeAndOneStream();
    void signalsReachTheProgram();
    void aSlowReaderHoldsOnlyItsProgram();
    void hangingUpEndsThePrograms();
    void aHostFollowsOneThatLeftInTheMiddle();
    void aHelloThatWasLostIsSaidAgain();
    void anAnswerOutlivesTheHostThatWasThereBefore();
    void aSecondProcessWaitsForThePort();
    void relayCarriesStreams();
    void relayTellsOfANewSizeOnce();
    void relayStopsWhenItIsTold();
    void timesOut();

private:
    void pumpUntilOver(std::initializer_list<const Listener*> listeners)
    {
        const auto all = [&] {
            return std::all_of(listeners.begin(), listeners.end(), [](auto* l) { return l->over(); });
        };
        while (!all())
            QVERIFY(m_channel->pump(longEnough).ok());
    }
    process::Outcome run(const std::vector<std::string>& arguments, int input = -1)
    {
        auto outcome = m_channel->run(arguments, input, longEnough);
        if (!outcome.ok())
            qFatal("run: %s", outcome.error().message.c_str());
        return *outcome;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Guest> m_guest;
    std::unique_ptr<Channel> m_channel;
};

void ChannelTest::saysItsVersion()
{
    QCOMPARE(m_channel->version(), std::string("skiff-shell test"));
}

void ChannelTest::runsAProgramAndGathersWhatItSays()
{
    const auto outcome = run({"sh", "-c", "echo \"$1\"; echo wrong >&2; exit 3", "sh", "two words"});
    QCOMPARE(outcome.exitCode, 3);
    QCOMPARE(outcome.output, std::string("two words\n"));
    QCOMPARE(outcome.errors, std::string("wrong\n"));
}

void ChannelTest::saysWhyAProgramWasNotStarted()
{
    const auto outcome = m_channel->run({"/no/such/program"}, -1, longEnough);
    QVERIFY(!outcome.ok());
    QCOMPARE(outcome.error().message, std::string("/no/such/program: No such file or directory"));
    QCOMPARE(run({"true"}).exitCode, 0);
}

void ChannelTest::givesTheNumberOfASignal()
{
    QCOMPARE(run({"sh", "-c", "kill -9 $$"}).exitCode, 128 + SIGKILL);
}

void ChannelTest::carriesMoreThanTheWindowBothWays()
{
    std::string content;
    while (content.size() < 5 * ChannelWindow)
        content += "line " + std::to_string(content.size()) + '\n';
    const int input = fileWith(m_folder->filePath(QStringLiteral("input")).toStdString(), content);
    const auto outcome = run({"cat"}, input);
    close(input);
    QCOMPARE(outcome.exitCode, 0);
    QVERIFY(outcome.output == content);
}

void ChannelTest::aProgramThatDoesNotReadItsInputStillEnds()
{
    const int input =
        fileWith(m_folder->filePath(QStringLiteral("input")).toStdString(), std::string(3 * ChannelWindow, 'x'));
    QCOMPARE(run({"true"}, input).exitCode, 0);
    close(input);
}

void ChannelTest::severalProgramsRunAtOnce()
{
    Listener cat;
    Listener echo;
    const auto first = m_channel->start({.arguments = {"cat"}}, cat);
    const auto second = m_channel->start({.arguments = {"sh", "-c", "echo b"}}, echo);
    QVERIFY(first.ok() && second.ok());
    pumpUntilOver({&echo});
    QVERIFY(!cat.over());
    QVERIFY(m_channel->sendInput(*first, "a").ok());
    QVERIFY(m_channel->endInput(*first).ok());
    pumpUntilOver({&cat});
    QCOMPARE(cat.said, std::string("a"));
    QCOMPARE(echo.said, std::string("b\n"));
}

void ChannelTest::aTerminalHasASizeAndOneStream()
{
    Listener listener;
    const auto session = m_channel->start(
        {.arguments = {"sh", "-c", "stty size; echo e >&2; read x; stty size"}, .terminal = true, .size = {33, 111}},
        listener);
    QVERIFY(session.ok());
    while (listener.said.find("e\r\n") == std::string::npos)
        QVERIFY(m_channel->pump(longEnough).ok());
    QVERIFY(m_channel->resize(*session, {44, 122}).ok());
    QVERIFY(m_channel->sendInput(*session, "\n").ok());
    pumpUntilOver({&listener});
    QCOMPARE(listener.said, std::string("33 111\r\ne\r\n\r\n44 122\r\n"));
    QCOMPARE(listener.complained, std::string());
    QCOMPARE(*listener.code, 0);
}

void ChannelTest::signalsReachTheProgram()
{
    Listener listener;
    const auto session = m_channel->start({.arguments = {"sh", "-c", "echo up; exec sleep 100"}}, listener);
    QVERIFY(session.ok());
    while (listener.said.empty())
        QVERIFY(m_channel->pump(longEnough).ok());
    QVERIFY(m_channel->signal(*session, SIGTERM).ok());
    pumpUntilOver({&listener});
    QCOMPARE(*listener.code, 128 + SIGTERM);
}

void ChannelTest::aSlowReaderHoldsOnlyItsProgram()
{
    // A listener that takes nothing: seen from the guest, a host without credit to give.
    class Stuck : public Listener
    {
    public:
        size_t seen = 0;
        void output(std::string_view bytes) override { seen += bytes.size(); }
    };
    Stuck endless;
    Listener quick;
    const auto first = m_channel->start({.arguments = {"sh", "-c", "exec yes"}}, endless);
    QVERIFY(first.ok());
    QVERIFY(m_channel->start({.arguments = {"echo", "quick"}}, quick).ok());
    pumpUntilOver({&quick});
    QCOMPARE(quick.said, std::string("quick\n"));
    QVERIFY(m_channel->end(*first).ok());
    QCOMPARE(run({"true"}).exitCode, 0);
}

void ChannelTest::hangingUpEndsThePrograms()
{
    Listener listener;
    QVERIFY(m_channel->start({.arguments = {"sh", "-c", "echo $$; exec sleep 100"}}, listener).ok());
    while (listener.said.empty())
        QVERIFY(m_channel->pump(longEnough).ok());
    const pid_t pid = std::stoi(listener.said);
    m_channel.reset();
    QTRY_VERIFY_WITH_TIMEOUT(kill(pid, 0) != 0, 60000);
    QVERIFY(Channel::connect(m_guest->sockets(), longEnough).ok());
}

void ChannelTest::aHostFollowsOneThatLeftInTheMiddle()
{
    // A device does not part the bytes for one host from those for the next, unlike a socket: what the first one
    // did not read comes to the second, which starts in the middle of a frame.
    int ends[2];
    QVERIFY(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
    fcntl(ends[1], F_SETFL, O_NONBLOCK);
    static Server server;
    QVERIFY(serverInit(&server, "skiff-shell test") == 0);
    QVERIFY(serverAddPort(&server, ends[1], 0) == 0);
    QVERIFY(writeAll(ends[0], frameOf(ChannelStart, 1, std::string(6, '\0') + "1" + '\0' + "yes" + '\0')));
    for (int i = 0; i < 10; ++i)
        serverStep(&server, 100);
    char lost[1000];
    QVERIFY(read(ends[0], lost, sizeof lost) == static_cast<ssize_t>(sizeof lost));
    const std::string token(ChannelTokenSize, 't');
    QVERIFY(writeAll(ends[0], std::string(ChannelPreamble, '\0') + frameOf(ChannelHello, 0, token)));
    QCOMPARE(awaitHello(ends[0], [&] { serverStep(&server, 10); }), token + "skiff-shell test");
    close(ends[0]);
    while (serverStep(&server, 10) > 0) {
    }
}

void ChannelTest::aHelloThatWasLostIsSaidAgain()
{
    // A guest that hears only the second one: its program was starting anew when the first came.
    const std::string path = m_folder->filePath(QStringLiteral("deaf")).toStdString();
    const int listener = listenAt(path);
    std::thread guest([listener] {
        const int fd = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
        const auto waitForBytes = [fd] {
            pollfd wait{fd, POLLIN, 0};
            poll(&wait, 1, -1);
        };
        const std::string first = awaitHello(fd, waitForBytes);
        const std::string second = awaitHello(fd, waitForBytes);
        if (first == second)
            writeAll(fd, frameOf(ChannelHello, 0, second + "late"));
        waitForBytes(); // until the host has gone
        close(fd);
    });
    {
        const std::string sockets[] = {path};
        const auto channel = Channel::connect(sockets, longEnough);
        QVERIFY2(channel.ok(), channel.ok() ? "" : channel.error().message.c_str());
        QCOMPARE((*channel)->version(), std::string("late"));
    }
    guest.join();
    close(listener);
}

void ChannelTest::anAnswerOutlivesTheHostThatWasThereBefore()
{
    // The kernel tells of a host's coming later than it carries its bytes: the answer cannot be sent yet, and nobody
    // seems to be there.
    int before[2];
    int after[2];
    QVERIFY(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, before) == 0);
    QVERIFY(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, after) == 0);
    const int small = 1;
    setsockopt(before[1], SOL_SOCKET, SO_SNDBUF, &small, sizeof small);
    const auto server = std::make_unique<Server>();
    QVERIFY(serverInit(server.get(), "skiff-shell test") == 0);
    QVERIFY(serverAddPort(server.get(), before[1], 1) == 0);
    const Port& port = server->ports[0];
    const std::string token(ChannelTokenSize, 't');
    QVERIFY(writeAll(before[0], frameOf(ChannelHello, 0, token)));
    while (port.outSize == 0)
        serverStep(server.get(), 100);
    close(before[0]);
    QVERIFY(port.goneSinceMs == 0);
    do
        serverStep(server.get(), 100);
    while (port.goneSinceMs != 0);
    QVERIFY(dup2(after[1], before[1]) >= 0); // the device's host is there
    QCOMPARE(awaitHello(after[0], [&] { serverStep(server.get(), 10); }), token + "skiff-shell test");
    for (const int fd : {before[1], after[0], after[1], server->edges})
        close(fd);
}

void ChannelTest::aSecondProcessWaitsForThePort()
{
    const auto second = Channel::connect(m_guest->sockets(), 100ms);
    QVERIFY(!second.ok());
    QVERIFY(second.error().code == ErrorCode::Timeout);
    m_channel.reset();
    QVERIFY(Channel::connect(m_guest->sockets(), longEnough).ok());
}

void ChannelTest::relayCarriesStreams()
{
    const int input = fileWith(m_folder->filePath(QStringLiteral("input")).toStdString(), "abc");
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

void ChannelTest::relayTellsOfANewSizeOnce()
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

void ChannelTest::relayStopsWhenItIsTold()
{
    std::stop_source source;
    source.request_stop();
    const auto code = m_channel->relay({.arguments = {"sleep", "100"}}, {}, source.get_token());
    QVERIFY(!code.ok());
    QVERIFY(code.error().code == ErrorCode::Cancelled);
}

void ChannelTest::timesOut()
{
    const auto outcome = m_channel->run({"sleep", "100"}, -1, 20ms);
    QVERIFY(!outcome.ok());
    QVERIFY(outcome.error().code == ErrorCode::Timeout);
}

SKIFF_REGISTER_TEST(ChannelTest);

#include "channel_test.moc"
