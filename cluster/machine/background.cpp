#include "cluster/machine/background.h"

#include "cluster/base/file.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace skiff::machine {

Result<ProcessLock> ProcessLock::take(const std::string& path)
{
    const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (fd < 0)
        return file::errorFromErrno(errno, "open", path);
    struct flock lock = {};
    lock.l_type = F_WRLCK;
    if (fcntl(fd, F_SETLK, &lock) == 0)
        return ProcessLock(fd);
    close(fd);
    return Error{ErrorCode::AlreadyExists, path + " is held by another process"};
}

ProcessLock::~ProcessLock()
{
    if (m_fd >= 0)
        close(m_fd);
}

pid_t ProcessLock::holder(const std::string& path)
{
    const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return 0;
    struct flock lock = {};
    lock.l_type = F_WRLCK;
    const bool held = fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
    close(fd);
    return held ? lock.l_pid : 0;
}

Status startDetached(const std::vector<std::string>& arguments, const std::string& log, int inherited)
{
    std::vector<char*> argv;
    for (const std::string& argument : arguments)
        argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    const pid_t pid = fork();
    if (pid < 0)
        return file::errorFromErrno(errno, "start", arguments[0]);
    if (pid == 0) {
        // Twice, so that the program is nobody's child and no zombie of ours.
        if (fork() != 0)
            _exit(0);
        setsid();
        const int nothing = open("/dev/null", O_RDONLY);
        const int output = open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
        dup2(nothing, STDIN_FILENO);
        dup2(output, STDOUT_FILENO);
        dup2(output, STDERR_FILENO);
        if (inherited == inheritedFd)
            fcntl(inheritedFd, F_SETFD, 0);
        else if (inherited >= 0)
            dup2(inherited, inheritedFd);
        syscall(SYS_close_range, inherited >= 0 ? inheritedFd + 1 : inheritedFd, ~0U, 0);
        sigset_t none;
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, nullptr);
        if (chdir("/") == 0)
            execv(argv[0], argv.data());
        _exit(127);
    }
    while (waitpid(pid, nullptr, 0) < 0 && errno == EINTR)
        ;
    return {};
}

bool waitForProcessEnd(pid_t pid, Duration limit)
{
    const int fd = static_cast<int>(syscall(SYS_pidfd_open, pid, 0));
    if (fd < 0)
        return errno == ESRCH;
    pollfd wait{fd, POLLIN, 0};
    const auto limitMs = std::chrono::ceil<std::chrono::milliseconds>(std::max<Duration>(limit, Duration::zero()));
    const bool ended = poll(&wait, 1, static_cast<int>(limitMs.count())) == 1;
    close(fd);
    return ended;
}

} // namespace skiff::machine
