#include "cluster/base/process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

extern char** environ;

namespace skiff::process {

namespace {

constexpr size_t MostOutput = 16 << 20;
constexpr size_t MostErrors = 64 << 10;

/// One end of a pipe; closes itself.
class End
{
public:
    explicit End(int fd = -1) : m_fd(fd) {}
    End(End&& other) noexcept : m_fd(std::exchange(other.m_fd, -1)) {}
    End& operator=(End&& other) noexcept
    {
        std::swap(m_fd, other.m_fd);
        return *this;
    }
    ~End() { close(); }

    int fd() const { return m_fd; }
    bool open() const { return m_fd >= 0; }
    void close()
    {
        if (m_fd >= 0)
            ::close(m_fd);
        m_fd = -1;
    }

private:
    int m_fd;
};

struct Pipe
{
    End read;
    End write;
};

Result<Pipe> makePipe()
{
    std::array<int, 2> ends{};
#if defined(__linux__)
    const int failed = ::pipe2(ends.data(), O_CLOEXEC);
#else
    const int failed = ::pipe(ends.data());
    for (const int fd : ends)
        ::fcntl(fd, F_SETFD, FD_CLOEXEC);
#endif
    if (failed != 0)
        return Error{ErrorCode::ResourceExhausted, fmt::format("make a pipe: {}", std::strerror(errno))};
    return Pipe{End(ends[0]), End(ends[1])};
}

void doNotBlock(const End& end)
{
    ::fcntl(end.fd(), F_SETFL, ::fcntl(end.fd(), F_GETFL) | O_NONBLOCK);
}

/// A running child with our ends of its three pipes.
class Child
{
public:
    /// With `input` below 0 the child reads what converse() gives it.
    Status start(const std::vector<std::string>& arguments, int input = -1)
    {
        SKIFF_TRY_ASSIGN(Pipe in, makePipe());
        SKIFF_TRY_ASSIGN(Pipe out, makePipe());
        SKIFF_TRY_ASSIGN(Pipe err, makePipe());
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, input >= 0 ? input : in.read.fd(), STDIN_FILENO);
        posix_spawn_file_actions_adddup2(&actions, out.write.fd(), STDOUT_FILENO);
        posix_spawn_file_actions_adddup2(&actions, err.write.fd(), STDERR_FILENO);
        posix_spawnattr_t attributes;
        posix_spawnattr_init(&attributes);
        // The child must not inherit our blocked or ignored signals.
        sigset_t none;
        sigset_t defaults;
        sigemptyset(&none);
        sigemptyset(&defaults);
        sigaddset(&defaults, SIGPIPE);
        posix_spawnattr_setsigmask(&attributes, &none);
        posix_spawnattr_setsigdefault(&attributes, &defaults);
        posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
        std::vector<char*> argv;
        for (const std::string& argument : arguments)
            argv.push_back(const_cast<char*>(argument.c_str()));
        argv.push_back(nullptr);
        const int failed = ::posix_spawnp(&m_pid, argv[0], &actions, &attributes, argv.data(), environ);
        posix_spawn_file_actions_destroy(&actions);
        posix_spawnattr_destroy(&attributes);
        if (failed != 0)
            return Error{failed == ENOENT ? ErrorCode::NotFound : ErrorCode::Unavailable,
                         fmt::format("run {}: {}", arguments[0], std::strerror(failed))};
        m_in = std::move(in.write);
        m_out = std::move(out.read);
        m_err = std::move(err.read);
        for (const End* end : {&m_in, &m_out, &m_err})
            doNotBlock(*end);
        return {};
    }

    /// Moves bytes until the child closes its output. False when `end` comes first.
    bool converse(std::string_view input, SteadyTime end, Outcome& outcome)
    {
        const SystemClock clock;
        while (m_out.open() || m_err.open()) {
            if (input.empty())
                m_in.close();
            std::array<pollfd, 3> fds{{{m_in.fd(), POLLOUT, 0}, {m_out.fd(), POLLIN, 0}, {m_err.fd(), POLLIN, 0}}};
            const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - clock.steady()).count();
            if (left <= 0)
                return false;
            if (::poll(fds.data(), fds.size(), int(std::min<int64_t>(left, 60'000))) < 0 && errno != EINTR)
                return false;
            if (fds[0].revents)
                feed(input);
            if (fds[1].revents)
                drain(m_out, outcome.output, MostOutput);
            if (fds[2].revents)
                drain(m_err, outcome.errors, MostErrors);
        }
        return true;
    }

    int wait()
    {
        int state = 0;
        while (::waitpid(m_pid, &state, 0) < 0 && errno == EINTR)
            ;
        return WIFSIGNALED(state) ? 128 + WTERMSIG(state) : WEXITSTATUS(state);
    }
    void kill() { ::kill(m_pid, SIGKILL); }

private:
    void feed(std::string_view& input)
    {
        const ssize_t size = ::write(m_in.fd(), input.data(), input.size());
        if (size > 0)
            input.remove_prefix(size_t(size));
        else if (errno != EAGAIN && errno != EINTR)
            input = {};
    }
    static void drain(End& end, std::string& into, size_t most)
    {
        std::array<char, 16384> block;
        const ssize_t size = ::read(end.fd(), block.data(), block.size());
        if (size > 0)
            into.append(block.data(), std::min(size_t(size), most - std::min(most, into.size())));
        else if (size == 0 || (errno != EAGAIN && errno != EINTR))
            end.close();
    }

    pid_t m_pid = -1;
    End m_in;
    End m_out;
    End m_err;
};

/// Writing to a child that does not read must be an error, not a signal to us.
class IgnorePipeSignal
{
public:
    IgnorePipeSignal()
    {
        sigset_t pipe;
        sigemptyset(&pipe);
        sigaddset(&pipe, SIGPIPE);
        ::pthread_sigmask(SIG_BLOCK, &pipe, &m_before);
    }
    ~IgnorePipeSignal()
    {
        if (!sigismember(&m_before, SIGPIPE)) {
            sigset_t pipe;
            sigemptyset(&pipe);
            sigaddset(&pipe, SIGPIPE);
            const timespec now{};
            while (::sigtimedwait(&pipe, nullptr, &now) > 0)
                ;
        }
        ::pthread_sigmask(SIG_SETMASK, &m_before, nullptr);
    }

private:
    sigset_t m_before{};
};

} // namespace

namespace {

Result<Outcome> finish(Child& child, const std::string& program, std::string_view input, Duration limit)
{
    Outcome outcome;
    const bool finished = child.converse(input, SystemClock().steady() + limit, outcome);
    if (!finished)
        child.kill();
    outcome.exitCode = child.wait();
    if (!finished)
        return Error{ErrorCode::Timeout, fmt::format("run {}: no answer within {} s", program,
                                                     std::chrono::duration_cast<std::chrono::seconds>(limit).count())};
    return outcome;
}

} // namespace

Result<Outcome> run(const std::vector<std::string>& arguments, std::string_view input, Duration limit)
{
    const IgnorePipeSignal guard;
    Child child;
    SKIFF_TRY(child.start(arguments));
    return finish(child, arguments[0], input, limit);
}

Result<Outcome> runWithInput(const std::vector<std::string>& arguments, int input, Duration limit)
{
    Child child;
    SKIFF_TRY(child.start(arguments, input));
    return finish(child, arguments[0], {}, limit);
}

Result<std::string> runChecked(const std::vector<std::string>& arguments, std::string_view input, Duration limit)
{
    SKIFF_TRY_ASSIGN(Outcome outcome, run(arguments, input, limit));
    if (outcome.succeeded())
        return std::move(outcome.output);
    std::string words = outcome.errors;
    while (!words.empty() && (words.back() == '\n' || words.back() == ' '))
        words.pop_back();
    return Error{ErrorCode::Unavailable, fmt::format("{} failed with exit code {}{}{}", arguments[0], outcome.exitCode,
                                                     words.empty() ? "" : ": ", words)};
}

} // namespace skiff::process
