#include "cluster/machine/local/switch_network.h"

#include "cluster/base/file.h"
#include "cluster/base/process.h"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <fmt/format.h>
#include <fstream>
#include <poll.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace skiff::machine::local {

namespace {

constexpr std::string_view outboundRange = "100.127.255.0/24";
constexpr int outboundTimeoutMs = 5000;

Status writeSetting(const std::string& path, std::string_view value)
{
    std::ofstream file(path);
    file << value << std::flush;
    if (!file)
        return file::errorFromErrno(errno, "write", path);
    return {};
}

} // namespace

SwitchNetwork::SwitchNetwork(const MonitorSpec& spec) : m_spec(spec), m_subnet{subnetNumber(spec.hostAddress)} {}

Status SwitchNetwork::create()
{
    m_hostNamespace = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
    if (m_hostNamespace < 0 || unshare(CLONE_NEWNET) != 0)
        return file::errorFromErrno(errno, "make a network namespace for", m_spec.profileFolder);
    const std::string hostNamespace = fmt::format("/proc/{}/fd/{}", getpid(), m_hostNamespace);
    const std::string link = "skiff" + m_spec.id;
    SKIFF_TRY(ipBatchIn(hostNamespace, fmt::format("link add {0} type veth peer name uplink netns {1}\n"
                                                       "addr add {2}/24 dev {0}\n"
                                                       "link set {0} up\n",
                                                       link, getpid(), m_subnet.hostAddress())));
    SKIFF_TRY(ipBatch(fmt::format("link set lo up\n"
                                  "link add nodes type bridge\n"
                                  "link set uplink master nodes\n"
                                  "link set uplink up\n"
                                  "addr add {}/24 dev nodes\n"
                                  "link set nodes up\n"
                                  // Answered at once instead of lost: nothing leaves without an outbound link.
                                  "route add unreachable default metric 4000\n",
                                  m_subnet.switchAddress())));
    // The bridge forwards frames; filters of this namespace, which has none, need not see them.
    (void)writeSetting("/proc/sys/net/bridge/bridge-nf-call-iptables", "0");
    return writeSetting("/proc/sys/net/ipv4/ip_forward", "1");
}

Status SwitchNetwork::attach(const NodeRecord& node, pid_t pid)
{
    SKIFF_TRY(ipBatch(fmt::format("link add port{0} type veth peer name eth0 netns {1}\n"
                                  "link set port{0} master nodes\n"
                                  "link set port{0} up\n",
                                  ++m_ports, pid)));
    return ipBatch(fmt::format("addr add {}/24 dev eth0\n"
                               "link set eth0 up\n"
                               "link set lo up\n"
                               "route add default via {}\n",
                               node.address, m_subnet.switchAddress()),
                   pid);
}

Status SwitchNetwork::startOutbound()
{
    if (m_spec.network == NetworkMode::Isolated)
        return {};
    int ready[2];
    if (pipe2(ready, O_CLOEXEC) != 0)
        return file::errorFromErrno(errno, "make a pipe for", "slirp4netns");
    const std::string switchNamespace = fmt::format("/proc/{}/ns/net", getpid());
    m_outbound = fork();
    if (m_outbound < 0)
        return file::errorFromErrno(errno, "fork for", "slirp4netns");
    if (m_outbound == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        sigset_t none;
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, nullptr);
        const std::string readyFd = fmt::format("--ready-fd={}", ready[1]);
        fcntl(ready[1], F_SETFD, 0);
        if (setns(m_hostNamespace, CLONE_NEWNET) != 0)
            _exit(126);
        execlp("slirp4netns", "slirp4netns", "--configure", "--mtu=65520", "--disable-host-loopback",
               "--enable-seccomp", fmt::format("--cidr={}", outboundRange).c_str(), readyFd.c_str(),
               "--netns-type=path", switchNamespace.c_str(), "out0", nullptr);
        _exit(127);
    }
    close(ready[1]);
    pollfd wait{ready[0], POLLIN, 0};
    char byte = 0;
    const bool up = poll(&wait, 1, outboundTimeoutMs) == 1 && read(ready[0], &byte, 1) == 1;
    close(ready[0]);
    if (!up)
        return {ErrorCode::Unavailable, "slirp4netns, which carries the nodes' outbound traffic, does not start (see "
                                        "monitor.log): install the package slirp4netns, or use --network isolated"};
    auto rules = process::runChecked({"chroot", m_spec.imageRoot, "/usr/sbin/nft", "-f", "-"}, "table ip skiff {\n"
                                                         "  chain out {\n"
                                                         "    type nat hook postrouting priority 100\n"
                                                         "    oifname out0 masquerade\n"
                                                         "  }\n"
                                                         "}\n");
    if (!rules.ok())
        return std::move(rules).error();
    return {};
}

void SwitchNetwork::stopOutbound()
{
    if (m_outbound <= 0)
        return;
    kill(m_outbound, SIGTERM);
    waitpid(m_outbound, nullptr, 0);
    m_outbound = 0;
}

} // namespace skiff::machine::local
