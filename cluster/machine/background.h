#pragma once

#include "cluster/base/clock.h"
#include "cluster/base/result.h"

#include <string>
#include <sys/types.h>
#include <utility>
#include <vector>

namespace skiff::machine {

/// A file that one process holds for as long as it lives, and by which others find it.
class ProcessLock
{
public:
    /// AlreadyExists when another process holds it.
    static Result<ProcessLock> take(const std::string& path);
    ProcessLock(ProcessLock&& other) noexcept : m_fd(std::exchange(other.m_fd, -1)) {}
    ProcessLock& operator=(ProcessLock&&) = delete;
    ~ProcessLock();

    /// Who holds it, or 0. Needs no privilege.
    static pid_t holder(const std::string& path);

private:
    explicit ProcessLock(int fd) : m_fd(fd) {}
    int m_fd;
};

/// The descriptor of a detached program that it got from the one that started it.
inline constexpr int inheritedFd = 3;

/// Runs a program that outlives this one, is nobody's child, and writes to the file `log`. It gets `inherited` as its
/// inheritedFd (below 0: nothing).
Status startDetached(const std::vector<std::string>& arguments, const std::string& log, int inherited = -1);

/// Waits until `pid`, which need not be a child, has ended; false when it has not within `limit`.
bool waitForProcessEnd(pid_t pid, Duration limit);

} // namespace skiff::machine
