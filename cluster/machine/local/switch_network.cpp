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
constexpr const char* bridge = "nodes";
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
    SKIFF_TRY_ASSIGN(Netlink host, Netlink::openIn(m_hostNamespace));
    const std::string link = "skiff" + m_spec.id;
    SKIFF_TRY(host.addVeth(link, "uplink", getpid()));
    SKIFF_TRY(host.addAddress(link, m_subnet.hostAddress(), Subnet::prefixBits));
    SKIFF_TRY(host.setUp(link));

    SKIFF_TRY_ASSIGN(Netlink here, Netlink::open());
    SKIFF_TRY(here.setUp("lo"));
    SKIFF_TRY(here.addBridge(bridge));
    SKIFF_TRY(here.setMaster("uplink", bridge));
    SKIFF_TRY(here.setUp("uplink"));
    SKIFF_TRY(here.addAddress(bridge, m_subnet.switchAddress(), Subnet::prefixBits));
    SKIFF_TRY(here.setUp(bridge));
    // Answered at once instead of lost: nothing leaves without an outbound link.
    SKIFF_TRY(here.addUnreachableDefault());
    // The bridge forwards frames; filters of this namespace, which has none, need not see them.
    (void)writeSetting("/proc/sys/net/bridge/bridge-nf-call-iptables", "0");
    return writeSetting("/proc/sys/net/ipv4/ip_forward", "1");
}

Status SwitchNetwork::attach(const NodeRecord& node, pid_t pid)
{
    const std::string port = fmt::format("port{}", ++m_ports);
    SKIFF_TRY_ASSIGN(Netlink here, Netlink::open());
    SKIFF_TRY(here.addVeth(port, "eth0", pid));
    SKIFF_TRY(here.setMaster(port, bridge));
    SKIFF_TRY(here.setUp(port));
    SKIFF_TRY_ASSIGN(Netlink inside, Netlink::openIn(fmt::format("/proc/{}/ns/net", pid)));
    SKIFF_TRY(inside.addAddress("eth0", node.address, Subnet::prefixBits));
    SKIFF_TRY(inside.setUp("eth0"));
    SKIFF_TRY(inside.setUp("lo"));
    return inside.addDefaultRoute(m_subnet.switchAddress());
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
    auto rules = process::runChecked({"chroot", m_spec.imageRoot, "/usr/sbin/nft", "-f", "-"},
                                     "table ip skiff {\n"
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
