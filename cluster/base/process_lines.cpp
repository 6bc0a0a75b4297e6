// process::runLines: a program whose words are heard as it speaks, and that can be told to end.
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
#include <optional>

extern char** environ;

namespace skiff::process {

namespace {

using namespace std::chrono_literals;

constexpr int sliceMs = 200; ///< how often a wait looks at its stop token, which can wake no poll()
constexpr auto cleanUpLimit = 10s;
/// A shell that starts a program at this moment may lose a signal to it: it is sent again. Not so soon that it would
/// meet what cleans up.
constexpr auto againAfter = 3s;

Result<pid_t> spawnInGroup(const std::vector<std::string>& arguments, int output)
{
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t none;
    sigset_t defaults;
    sigemptyset(&none);
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGPIPE);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    std::vector<char*> argv;
    for (const std::string& argument : arguments)
        argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    pid_t pid = -1;
    const int failed = posix_spawnp(&pid, argv[0], &actions, &attributes, argv.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    if (failed != 0)
        return Error{failed == ENOENT ? ErrorCode::NotFound : ErrorCode::Unavailable,
                     fmt::format("run {}: {}", arguments[0], std::strerror(failed))};
    return pid;
}

/// Hands on the lines of `pending` that are whole.
void tellLines(std::string& pending, const std::function<void(std::string_view)>& line)
{
    for (size_t end = pending.find('\n'); end != pending.npos; end = pending.find('\n')) {
        line(std::string_view(pending).substr(0, end));
        pending.erase(0, end + 1);
    }
}

int waitFor(pid_t pid)
{
    int state = 0;
    while (waitpid(pid, &state, 0) < 0 && errno == EINTR)
        ;
    return WIFSIGNALED(state) ? 128 + WTERMSIG(state) : WEXITSTATUS(state);
}

} // namespace

Result<int> runLines(const std::vector<std::string>& arguments, const std::function<void(std::string_view)>& line,
                     const std::stop_token& stop)
{
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0)
        return Error{ErrorCode::ResourceExhausted, fmt::format("make a pipe: {}", std::strerror(errno))};
    const auto pid = spawnInGroup(arguments, ends[1]);
    close(ends[1]);
    std::string pending;
    std::optional<std::chrono::steady_clock::time_point> deadline; ///< once it was told to end
    std::chrono::steady_clock::time_point next;                    ///< when it is told (again)
    while (pid.ok()) {
        const auto now = std::chrono::steady_clock::now();
        if (stop.stop_requested() && now >= next) {
            if (!deadline)
                deadline = now + cleanUpLimit;
            kill(-*pid, SIGTERM);
            next = now + againAfter;
        }
        if (deadline && now > *deadline) {
            kill(-*pid, SIGKILL);
            break;
        }
        pollfd wait{ends[0], POLLIN, 0};
        if (poll(&wait, 1, sliceMs) <= 0)
            continue;
        std::array<char, 4096> bytes;
        const ssize_t count = read(ends[0], bytes.data(), bytes.size());
        if (count <= 0 && errno != EINTR)
            break;
        pending.append(bytes.data(), static_cast<size_t>(std::max<ssize_t>(count, 0)));
        tellLines(pending, line);
    }
    close(ends[0]);
    if (!pid.ok())
        return pid;
    if (!pending.empty())
        line(pending);
    const int code = waitFor(*pid);
    return deadline ? Result<int>(ErrorCode::Cancelled, "stopped on request") : Result<int>(code);
}

} // namespace skiff::process
