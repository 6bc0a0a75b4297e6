#include "cluster/machine/local/node_boot.h"

#include "cluster/base/file.h"
#include "cluster/machine/local/node_root.h"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <fmt/format.h>
#include <linux/sched.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace skiff::machine::local {

namespace {

constexpr int initEventsFd = 3;
constexpr int firstOtherFd = 4;

[[noreturn]] void failChild(int events, std::string_view message)
{
    const std::string line = fmt::format("error {}\n", message);
    (void)!write(events, line.data(), line.size());
    _exit(1);
}

/// The node's first process: waits for its network, makes its root and becomes init.
[[noreturn]] void runFirstProcess(const NodeBoot& boot, const Cgroups& cgroups, int events, int goFd)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    setsid();
    umask(022);
    char byte = 0;
    if (read(goFd, &byte, 1) != 1)
        _exit(1); // the monitor gave up, and has said why
    const Status entered = enterNodeRoot(boot, cgroups);
    if (!entered.ok())
        failChild(events, entered.error().message);

    if (events != initEventsFd)
        dup2(events, initEventsFd);
    fcntl(initEventsFd, F_SETFD, 0);
    syscall(SYS_close_range, firstOtherFd, ~0U, 0);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    clearenv();
    setenv("PATH", "/usr/sbin:/usr/bin", 1);
    setenv("SKIFF_EVENTS_FD", fmt::format("{}", initEventsFd).c_str(), 1);
    execl(boot.init.c_str(), boot.init.c_str(), nullptr);
    failChild(initEventsFd, file::errorFromErrno(errno, "run", boot.init).message);
}

/// Joins the node's control groups, so that they are the root of the new cgroup namespace, and
/// clones the first process as the monitor's own child.
[[noreturn]] void runGoBetween(const NodeBoot& boot, const Cgroups& cgroups, int events, int goFd, int pidFd)
{
    const Status joined = cgroups.join(boot.cgroup);
    if (!joined.ok())
        failChild(events, joined.error().message);
    constexpr unsigned long flags = CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWPID | CLONE_NEWUTS | CLONE_NEWIPC |
                                    CLONE_NEWCGROUP | CLONE_PARENT | SIGCHLD;
    const long pid = syscall(SYS_clone, flags, nullptr, nullptr, nullptr, nullptr);
    if (pid < 0)
        failChild(events, file::errorFromErrno(errno, "make namespaces for", boot.folder).message);
    if (pid == 0)
        runFirstProcess(boot, cgroups, events, goFd);
    const auto number = static_cast<pid_t>(pid);
    (void)!write(pidFd, &number, sizeof number);
    _exit(0);
}

} // namespace

Result<NodeProcess> NodeProcess::spawn(const NodeBoot& boot, const Cgroups& cgroups, int events)
{
    int go[2];
    int pids[2];
    if (pipe2(go, O_CLOEXEC) != 0 || pipe2(pids, O_CLOEXEC) != 0)
        return file::errorFromErrno(errno, "make pipes for", boot.folder);
    const pid_t between = fork();
    if (between < 0)
        return file::errorFromErrno(errno, "fork for", boot.folder);
    if (between == 0) {
        close(go[1]); // or the wait for it would not end with the monitor
        runGoBetween(boot, cgroups, events, go[0], pids[1]);
    }
    close(go[0]);
    close(pids[1]);
    pid_t pid = 0;
    const bool told = read(pids[0], &pid, sizeof pid) == static_cast<ssize_t>(sizeof pid);
    close(pids[0]);
    waitpid(between, nullptr, 0);
    if (!told) {
        close(go[1]);
        return Error{ErrorCode::Internal, fmt::format("the node in {} did not start", boot.folder)};
    }
    return NodeProcess(pid, go[1]);
}

void NodeProcess::go()
{
    (void)!write(m_goFd, "g", 1);
    close(m_goFd);
    m_goFd = -1;
}

} // namespace skiff::machine::local
