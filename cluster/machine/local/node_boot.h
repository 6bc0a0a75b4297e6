#pragma once

#include "cluster/base/result.h"
#include "cluster/machine/local/cgroups.h"

#include <string>
#include <sys/types.h>
#include <vector>

namespace skiff::machine::local {

/// What one node's namespaces are made of.
struct NodeBoot
{
    std::string cgroup;              ///< the name of its group
    std::vector<std::string> lowers; ///< read-only roots, the topmost first
    std::string folder;              ///< of the node: upper/, work/, root/, var/
    std::string init;                ///< path inside the root
};

/// A node's first process, which waits in its new namespaces until go() lets it build its root.
class NodeProcess
{
public:
    /// Forks; call from a process with one thread. `events` becomes init's events descriptor,
    /// its end here stays the caller's to close. Ends when the calling process ends.
    static Result<NodeProcess> spawn(const NodeBoot& boot, const Cgroups& cgroups, int events);

    pid_t pid() const { return m_pid; }
    /// The network is there: the node goes on. Once.
    void go();

private:
    NodeProcess(pid_t pid, int goFd) : m_pid(pid), m_goFd(goFd) {}
    pid_t m_pid;
    int m_goFd;
};

} // namespace skiff::machine::local
