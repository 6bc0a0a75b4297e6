#include "tests/support/users_terminal.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <QtGlobal>

namespace skiff::test {

namespace {

constexpr unsigned mostSeconds = 60;

using Pipe = std::array<int, 2>;

Pipe makePipe()
{
    Pipe ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0)
        qFatal("no pipe");
    return ends;
}

/// A test's signal handlers would bring a debugger here, and a core file is of no use.
void behaveAsAProgram()
{
    for (int number = 1; number < SIGRTMIN; ++number) {
        if (number != SIGKILL && number != SIGSTOP)
            signal(number, SIG_DFL);
    }
    const rlimit noCore = {};
    setrlimit(RLIMIT_CORE, &noCore);
    alarm(mostSeconds);
}

int readNumber(int fd)
{
    int number = 0;
    ssize_t count = 0;
    while ((count = read(fd, &number, sizeof number)) < 0 && errno == EINTR)
        ;
    return count == sizeof number ? number : 0;
}

} // namespace

UsersTerminal::UsersTerminal(const std::function<int()>& program, const std::string& typedAhead)
{
    const Pipe report = makePipe();
    const Pipe leave = makePipe();
    const Pipe start = makePipe();
    const winsize size{.ws_row = 24, .ws_col = 80, .ws_xpixel = 0, .ws_ypixel = 0};
    m_shell = forkpty(&m_master, nullptr, nullptr, &size);
    if (m_shell == 0) {
        close(leave[1]);
        char byte = 0;
        (void)!read(start[0], &byte, 1);
        behave(program, report[1], leave[0]);
    }
    type(typedAhead);
    (void)!write(start[1], "s", 1);
    for (const int fd : {report[1], leave[0], start[0], start[1]})
        close(fd);
    m_terminal = open(ptsname(m_master), O_RDWR | O_NOCTTY | O_CLOEXEC);
    m_report = report[0];
    m_leave = leave[1];
    m_program = readNumber(m_report);
}

UsersTerminal::~UsersTerminal()
{
    for (const int fd : {m_leave, m_report, m_terminal, m_master})
        close(fd);
    while (waitpid(m_shell, nullptr, 0) < 0 && errno == EINTR)
        ;
}

void UsersTerminal::behave(const std::function<int()>& program, int report, int leave) const
{
    behaveAsAProgram();
    const pid_t pid = fork();
    if (pid == 0) {
        setpgid(0, 0);
        signal(SIGTTOU, SIG_IGN);
        tcsetpgrp(STDIN_FILENO, getpgrp());
        behaveAsAProgram();
        _exit(program());
    }
    (void)!write(report, &pid, sizeof pid);
    int status = 0;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    (void)!write(report, &status, sizeof status);
    char byte = 0;
    (void)!read(leave, &byte, 1);
    _exit(0);
}

void UsersTerminal::type(const std::string& keys) const
{
    if (write(m_master, keys.data(), keys.size()) != static_cast<ssize_t>(keys.size()))
        qFatal("cannot type");
}

void UsersTerminal::resize(int rows, int columns) const
{
    winsize size{};
    size.ws_row = static_cast<unsigned short>(rows);
    size.ws_col = static_cast<unsigned short>(columns);
    if (ioctl(m_master, TIOCSWINSZ, &size) != 0)
        qFatal("cannot resize");
}

std::string UsersTerminal::readUntil(const std::string& words) const
{
    std::string said;
    for (char byte = 0; said.find(words) == said.npos; said += byte) {
        pollfd wait{m_master, POLLIN, 0};
        if (poll(&wait, 1, int(mostSeconds) * 1000) != 1 || read(m_master, &byte, 1) != 1)
            return {};
    }
    return said;
}

int UsersTerminal::end(std::string* said) const
{
    std::array<pollfd, 2> waits{{{m_master, POLLIN, 0}, {m_report, POLLIN, 0}}};
    std::array<char, 4096> bytes{};
    const auto readMore = [&](int patience) {
        if (poll(waits.data(), waits.size(), patience) <= 0 || !(waits[0].revents & POLLIN))
            return false;
        const ssize_t count = read(m_master, bytes.data(), bytes.size());
        if (said && count > 0)
            said->append(bytes.data(), static_cast<size_t>(count));
        return count > 0;
    };
    while (readMore(-1) || waits[1].revents == 0)
        ;
    const int status = readNumber(m_report);
    return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

bool UsersTerminal::usable() const
{
    termios modes = {};
    constexpr tcflag_t all = ICANON | ECHO | ISIG;
    return tcgetattr(m_terminal, &modes) == 0 && (modes.c_lflag & all) == all;
}

} // namespace skiff::test
