#include "cluster/daemon/shell/server.h"
#include "tests/support/register_test.h"
#include "tests/unit/guest/guest_server.h"

#include <QTest>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

using namespace skiff;
using namespace skiff::machine::guest;
using namespace skiff::machine::guest::testing;
using namespace std::chrono_literals;

/// Hosts that come and go, and what one leaves to the next.
class ChannelHostsTest : public GuestTest
{
    Q_OBJECT

private slots:
    void hangingUpEndsThePrograms();
    void aHostFollowsOneThatLeftInTheMiddle();
    void aHelloThatWasLostIsSaidAgain();
    void anAnswerOutlivesTheHostThatWasThereBefore();
    void aSecondProcessWaitsForThePort();

private:
};

void ChannelHostsTest::hangingUpEndsThePrograms()
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

void ChannelHostsTest::aHostFollowsOneThatLeftInTheMiddle()
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

void ChannelHostsTest::aHelloThatWasLostIsSaidAgain()
{
    // A guest that hears only the second one: its program was starting anew when the first came.
    const std::string deaf = path("deaf");
    const int listener = listenAt(deaf);
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
        const std::string sockets[] = {deaf};
        const auto channel = Channel::connect(sockets, longEnough);
        QVERIFY2(channel.ok(), channel.ok() ? "" : channel.error().message.c_str());
        QCOMPARE((*channel)->version(), std::string("late"));
    }
    guest.join();
    close(listener);
}

void ChannelHostsTest::anAnswerOutlivesTheHostThatWasThereBefore()
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

void ChannelHostsTest::aSecondProcessWaitsForThePort()
{
    const auto second = Channel::connect(m_guest->sockets(), 100ms);
    QVERIFY(!second.ok());
    QVERIFY(second.error().code == ErrorCode::Timeout);
    m_channel.reset();
    QVERIFY(Channel::connect(m_guest->sockets(), longEnough).ok());
}

SKIFF_REGISTER_TEST(ChannelHostsTest);

#include "channel_hosts_test.moc"
