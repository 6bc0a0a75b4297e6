// process::runOnTerminal: a program that has our terminal for as long as it runs.
#include "cluster/base/process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cluster/base/file.h"
#include "cluster/base/terminal_modes.h"

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <sstream>

extern char** environ;

namespace skiff::process {

namespace {

constexpr int cleanUpMs = 2000; ///< for a program that was hung up on
constexpr std::array keys = {SIGINT, SIGQUIT};
constexpr std::array ends = {SIGHUP, SIGTERM};

/// The signals of the terminal's keys are the program's while it lives.
class IgnoreKeys
{
public:
    IgnoreKeys()
    {
        struct sigaction ignore = {};
        ignore.sa_handler = SIG_IGN;
        for (size_t i = 0; i < keys.size(); ++i)
            sigaction(keys[i], &ignore, &m_before[i]);
    }
    ~IgnoreKeys()
    {
        for (size_t i = 0; i < keys.size(); ++i)
            sigaction(keys[i], &m_before[i], nullptr);
    }
    IgnoreKeys(const IgnoreKeys&) = delete;
    IgnoreKeys& operator=(const IgnoreKeys&) = delete;

private:
    std::array<struct sigaction, keys.size()> m_before = {};
};

std::atomic<int> toldFd{-1};

void onEnd(int number)
{
    const int before = errno;
    const char byte = static_cast<char>(number);
    (void)!write(toldFd, &byte, 1);
    errno = before;
}

/// A descriptor from which the number of a signal can be read that tells this program to end. One at a time.
class Ends
{
public:
    Ends()
    {
        if (pipe2(m_pipe.data(), O_CLOEXEC | O_NONBLOCK) != 0)
            return; // then they end it at once
        toldFd = m_pipe[1];
        struct sigaction action = {};
        action.sa_handler = onEnd;
        action.sa_flags = SA_RESTART;
        for (size_t i = 0; i < ends.size(); ++i) {
            sigaction(ends[i], nullptr, &m_before[i]);
            if (m_before[i].sa_handler != SIG_IGN)
                sigaction(ends[i], &action, nullptr);
        }
    }
    ~Ends()
    {
        if (m_pipe[0] < 0)
            return;
        for (size_t i = 0; i < ends.size(); ++i)
            sigaction(ends[i], &m_before[i], nullptr);
        toldFd = -1;
        for (const int fd : m_pipe)
            close(fd);
    }
    Ends(const Ends&) = delete;
    Ends& operator=(const Ends&) = delete;

    int descriptor() const { return m_pipe[0]; }
    /// Which came; 0 when none did.
    int number() const
    {
        char byte = 0;
        return read(m_pipe[0], &byte, 1) == 1 ? byte : 0;
    }

private:
    std::array<int, 2> m_pipe = {-1, -1};
    std::array<struct sigaction, ends.size()> m_before = {};
};

Result<pid_t> spawn(const std::vector<std::string>& arguments)
{
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t defaults;
    sigemptyset(&defaults);
    for (const int key : keys)
        sigaddset(&defaults, key);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
    std::vector<char*> argv;
    for (const std::string& argument : arguments)
        argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    pid_t pid = 0;
    const int failed = posix_spawnp(&pid, argv[0], nullptr, &attributes, argv.data(), environ);
    posix_spawnattr_destroy(&attributes);
    if (failed != 0)
        return Error{failed == ENOENT ? ErrorCode::NotFound : ErrorCode::Unavailable,
                     fmt::format("run {}: {}", arguments[0], std::strerror(failed))};
    return pid;
}

/// Tells a program and all that it started that its terminal is gone: a shell does not end for less, and what runs in
/// it may be in a process group of its own.
void hangUp(pid_t pid)
{
    std::error_code none;
    const std::filesystem::path tasks = fmt::format("/proc/{}/task", pid);
    for (const auto& task : std::filesystem::directory_iterator(tasks, none)) {
        const auto text = file::read((task.path() / "children").string());
        std::istringstream children(text.ok() ? *text : std::string());
        for (pid_t child = 0; children >> child;)
            hangUp(child);
    }
    kill(pid, SIGHUP);
    kill(pid, SIGCONT); // one that is stopped does not hear it
}

/// Waits for the program. The number of the signal that told us to end before that, or 0.
int follow(pid_t pid, const Ends& told)
{
    const int child = static_cast<int>(syscall(SYS_pidfd_open, pid, 0));
    std::array<pollfd, 2> waits{{{child, POLLIN, 0}, {told.descriptor(), POLLIN, 0}}};
    int number = 0;
    while (child >= 0 && waits[0].revents == 0) {
        const int ready = poll(waits.data(), waits.size(), number ? cleanUpMs : -1);
        if (ready == 0)
            break;
        if (ready < 0 || waits[1].revents == 0)
            continue;
        if (const int first = told.number(); first != 0) {
            number = first;
            hangUp(pid);
        }
    }
    if (child >= 0)
        close(child);
    return number;
}

struct End
{
    int state = 0;  ///< as waitpid() says it
    int signal = 0; ///< what told us to end
};

Result<End> runToTheEnd(const std::vector<std::string>& arguments)
{
    const TerminalModes modes(STDIN_FILENO);
    const IgnoreKeys keysAreItsOwn;
    const Ends told;
    SKIFF_TRY_ASSIGN(const pid_t pid, spawn(arguments));
    End end;
    end.signal = follow(pid, told);
    const int flags = end.signal ? WNOHANG : 0;
    while (waitpid(pid, &end.state, flags) < 0 && errno == EINTR)
        ;
    return end;
}

} // namespace

Result<int> runOnTerminal(const std::vector<std::string>& arguments)
{
    SKIFF_TRY_ASSIGN(const End end, runToTheEnd(arguments));
    if (end.signal != 0)
        raise(end.signal); // the terminal is as it was
    return WIFSIGNALED(end.state) ? 128 + WTERMSIG(end.state) : WEXITSTATUS(end.state);
}

} // namespace skiff::process
