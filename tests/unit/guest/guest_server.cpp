#include "tests/unit/guest/guest_server.h"

#include "cluster/daemon/shell/server.h"

#include <QtGlobal>
#include <chrono>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

namespace skiff::machine::guest::testing {

namespace {

[[noreturn]] void serve(int listener)
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

} // namespace

GuestServer::GuestServer(std::string path) : m_path(std::move(path))
{
    const int listener = listenAt(m_path);
    m_pid = fork();
    if (m_pid == 0)
        serve(listener);
    close(listener);
}

GuestServer::~GuestServer()
{
    kill(m_pid, SIGKILL);
    waitpid(m_pid, nullptr, 0);
}

std::unique_ptr<Channel> GuestServer::connect() const
{
    auto channel = Channel::connect(sockets(), longEnough);
    if (!channel.ok())
        qFatal("no channel to the guest: %s", channel.error().message.c_str());
    return std::move(*channel);
}

void GuestTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_guest = std::make_unique<GuestServer>(path("shell"));
    m_channel = m_guest->connect();
}

void GuestTest::cleanup()
{
    m_channel.reset();
    m_guest.reset();
}

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
    if (!writeAll(fd, content))
        qFatal("cannot write a file");
    lseek(fd, 0, SEEK_SET);
    return fd;
}

} // namespace skiff::machine::guest::testing
