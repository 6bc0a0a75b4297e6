#include "cluster/machine/local/netlink.h"

#include "cluster/base/file.h"

#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <net/if.h>
#include <sched.h>
#include <sys/socket.h>
#include <unistd.h>

namespace skiff::machine::local {

namespace {

constexpr uint32_t lastPriority = 4000; ///< of a route that any other wins over

Result<uint32_t> parseAddress(std::string_view text)
{
    in_addr address{};
    if (inet_pton(AF_INET, std::string(text).c_str(), &address) != 1)
        return Error{ErrorCode::InvalidArgument, std::string(text) + " is no IPv4 address"};
    return address.s_addr;
}

} // namespace

/// One request under construction: header, family header, attributes.
class Netlink::Message
{
public:
    template <class Family>
    Message(uint16_t type, uint16_t flags, const Family& family)
    {
        nlmsghdr header{};
        header.nlmsg_type = type;
        header.nlmsg_flags = static_cast<uint16_t>(NLM_F_REQUEST | flags);
        append(&header, sizeof header);
        append(&family, sizeof family);
    }

    void add(uint16_t type, const void* data, size_t size)
    {
        rtattr attribute{};
        attribute.rta_type = type;
        attribute.rta_len = static_cast<uint16_t>(RTA_LENGTH(size));
        append(&attribute, sizeof attribute);
        append(data, size);
    }
    void add(uint16_t type, uint32_t value) { add(type, &value, sizeof value); }
    void add(uint16_t type, const std::string& text) { add(type, text.c_str(), text.size() + 1); }

    /// What is added until the matching end() lies inside an attribute; `head` comes before it.
    size_t begin(uint16_t type, const void* head = nullptr, size_t headSize = 0)
    {
        const size_t at = m_size;
        add(type, head, headSize);
        return at;
    }
    void end(size_t at)
    {
        const auto length = static_cast<uint16_t>(m_size - at);
        std::memcpy(m_bytes.data() + at + offsetof(rtattr, rta_len), &length, sizeof length);
    }

    const char* seal(uint32_t sequence)
    {
        auto* header = reinterpret_cast<nlmsghdr*>(m_bytes.data());
        header->nlmsg_len = static_cast<uint32_t>(m_size);
        header->nlmsg_seq = sequence;
        return m_bytes.data();
    }
    size_t size() const { return m_size; }

private:
    void append(const void* data, size_t size)
    {
        if (size > 0)
            std::memcpy(m_bytes.data() + m_size, data, size);
        m_size = NLMSG_ALIGN(m_size + size);
    }

    alignas(nlmsghdr) std::array<char, 1024> m_bytes{}; // names and addresses: a quarter of it is used
    size_t m_size = 0;
};

Result<Netlink> Netlink::open()
{
    const int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
    if (fd < 0)
        return file::errorFromErrno(errno, "open", "netlink");
    return Netlink(fd);
}

Result<Netlink> Netlink::openIn(int namespaceFd)
{
    const int home = ::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
    if (home < 0 || setns(namespaceFd, CLONE_NEWNET) != 0) {
        Error error = file::errorFromErrno(errno, "enter", "network namespace");
        close(home);
        return error;
    }
    auto opened = open();
    const bool back = setns(home, CLONE_NEWNET) == 0;
    close(home);
    if (!back)
        return Error{ErrorCode::Internal, "cannot return to the network namespace this came from"};
    return opened;
}

Result<Netlink> Netlink::openIn(const std::string& namespacePath)
{
    const int fd = ::open(namespacePath.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return file::errorFromErrno(errno, "open", namespacePath);
    auto opened = openIn(fd);
    close(fd);
    return opened;
}

Netlink& Netlink::operator=(Netlink&& other) noexcept
{
    std::swap(m_fd, other.m_fd);
    std::swap(m_sequence, other.m_sequence);
    return *this;
}

Netlink::~Netlink()
{
    if (m_fd >= 0)
        close(m_fd);
}

Status Netlink::send(Message& message, std::string_view what)
{
    const char* bytes = message.seal(++m_sequence);
    std::array<char, 4096> answer;
    if (::send(m_fd, bytes, message.size(), 0) < 0)
        return file::errorFromErrno(errno, "ask netlink for", what);
    const ssize_t size = recv(m_fd, answer.data(), answer.size(), 0);
    const auto* header = reinterpret_cast<const nlmsghdr*>(answer.data());
    if (size < static_cast<ssize_t>(NLMSG_LENGTH(sizeof(nlmsgerr))) || header->nlmsg_type != NLMSG_ERROR)
        return {ErrorCode::Internal, "netlink gives no answer to " + std::string(what)};
    const auto* error = static_cast<const nlmsgerr*>(NLMSG_DATA(header));
    if (error->error == 0)
        return {};
    if (error->error == -ENODEV)
        return {ErrorCode::NotFound, "no such link: " + std::string(what)};
    return file::errorFromErrno(-error->error, "set", what);
}

Status Netlink::addBridge(const std::string& name)
{
    Message message(RTM_NEWLINK, NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL, ifinfomsg{});
    message.add(IFLA_IFNAME, name);
    const size_t info = message.begin(IFLA_LINKINFO);
    message.add(IFLA_INFO_KIND, std::string("bridge"));
    message.end(info);
    return send(message, name);
}

Status Netlink::addVeth(const std::string& name, const std::string& peer, pid_t peerPid)
{
    Message message(RTM_NEWLINK, NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL, ifinfomsg{});
    message.add(IFLA_IFNAME, name);
    const size_t info = message.begin(IFLA_LINKINFO);
    message.add(IFLA_INFO_KIND, std::string("veth"));
    const size_t data = message.begin(IFLA_INFO_DATA);
    const ifinfomsg peerInfo{};
    const size_t other = message.begin(VETH_INFO_PEER, &peerInfo, sizeof peerInfo);
    message.add(IFLA_IFNAME, peer);
    message.add(IFLA_NET_NS_PID, static_cast<uint32_t>(peerPid));
    message.end(other);
    message.end(data);
    message.end(info);
    return send(message, name);
}

/// An index belongs to the socket's namespace, which need not be the thread's: so this socket is asked.
Result<int> Netlink::indexOf(const std::string& name)
{
    Message question(RTM_GETLINK, 0, ifinfomsg{});
    question.add(IFLA_IFNAME, name);
    const char* bytes = question.seal(++m_sequence);
    std::array<char, 8192> answer;
    if (::send(m_fd, bytes, question.size(), 0) < 0 || recv(m_fd, answer.data(), answer.size(), 0) < 0)
        return file::errorFromErrno(errno, "ask netlink for", name);
    const auto* header = reinterpret_cast<const nlmsghdr*>(answer.data());
    if (header->nlmsg_type != RTM_NEWLINK)
        return Error{ErrorCode::NotFound, "no such link: " + name};
    return static_cast<const ifinfomsg*>(NLMSG_DATA(header))->ifi_index;
}

Status Netlink::setMaster(const std::string& name, const std::string& bridge)
{
    SKIFF_TRY_ASSIGN(const int index, indexOf(bridge));
    Message message(RTM_NEWLINK, NLM_F_ACK, ifinfomsg{});
    message.add(IFLA_IFNAME, name);
    message.add(IFLA_MASTER, static_cast<uint32_t>(index));
    return send(message, name);
}

Status Netlink::setUp(const std::string& name)
{
    ifinfomsg info{};
    info.ifi_flags = IFF_UP;
    info.ifi_change = IFF_UP;
    Message message(RTM_NEWLINK, NLM_F_ACK, info);
    message.add(IFLA_IFNAME, name);
    return send(message, name);
}

Status Netlink::removeLink(const std::string& name)
{
    Message message(RTM_DELLINK, NLM_F_ACK, ifinfomsg{});
    message.add(IFLA_IFNAME, name);
    return send(message, name);
}

Status Netlink::addAddress(const std::string& name, std::string_view address, int bits)
{
    SKIFF_TRY_ASSIGN(const int index, indexOf(name));
    SKIFF_TRY_ASSIGN(const uint32_t value, parseAddress(address));
    ifaddrmsg info{};
    info.ifa_family = AF_INET;
    info.ifa_prefixlen = static_cast<uint8_t>(bits);
    info.ifa_index = static_cast<uint32_t>(index);
    Message message(RTM_NEWADDR, NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL, info);
    message.add(IFA_LOCAL, value);
    message.add(IFA_ADDRESS, value);
    message.add(IFA_BROADCAST, value | htonl(~0U >> bits));
    return send(message, address);
}

namespace {

rtmsg mainRoute(uint8_t type)
{
    rtmsg route{};
    route.rtm_family = AF_INET;
    route.rtm_table = RT_TABLE_MAIN;
    route.rtm_protocol = RTPROT_BOOT;
    route.rtm_scope = RT_SCOPE_UNIVERSE;
    route.rtm_type = type;
    return route;
}

constexpr uint16_t newRoute = NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL;

} // namespace

Status Netlink::addDefaultRoute(std::string_view gateway)
{
    SKIFF_TRY_ASSIGN(const uint32_t value, parseAddress(gateway));
    Message message(RTM_NEWROUTE, newRoute, mainRoute(RTN_UNICAST));
    message.add(RTA_GATEWAY, value);
    return send(message, gateway);
}

Status Netlink::addUnreachableDefault()
{
    Message message(RTM_NEWROUTE, newRoute, mainRoute(RTN_UNREACHABLE));
    message.add(RTA_PRIORITY, lastPriority);
    return send(message, "unreachable default");
}

namespace {

/// The destination of a route, and the link that it leads to (0: none).
std::pair<Ipv4Prefix, int> readRoute(const nlmsghdr* header)
{
    const auto* route = static_cast<const rtmsg*>(NLMSG_DATA(header));
    Ipv4Prefix prefix;
    prefix.bits = route->rtm_dst_len;
    int link = 0;
    auto left = static_cast<int>(RTM_PAYLOAD(header));
    for (const rtattr* part = RTM_RTA(route); RTA_OK(part, left); part = RTA_NEXT(part, left)) {
        if (part->rta_type == RTA_DST) {
            uint32_t address = 0;
            std::memcpy(&address, RTA_DATA(part), sizeof address);
            prefix.address = ntohl(address);
        } else if (part->rta_type == RTA_OIF) {
            std::memcpy(&link, RTA_DATA(part), sizeof link);
        }
    }
    return {prefix, link};
}

} // namespace

Result<std::vector<Ipv4Prefix>> Netlink::destinations(const std::string& exceptLink)
{
    const auto except = indexOf(exceptLink);
    rtmsg family{};
    family.rtm_family = AF_INET;
    Message question(RTM_GETROUTE, NLM_F_DUMP, family);
    const char* bytes = question.seal(++m_sequence);
    if (::send(m_fd, bytes, question.size(), 0) < 0)
        return file::errorFromErrno(errno, "ask netlink for", "routes");
    std::vector<Ipv4Prefix> found;
    alignas(nlmsghdr) std::array<char, 32768> answer;
    for (;;) {
        ssize_t size = recv(m_fd, answer.data(), answer.size(), 0);
        if (size <= 0)
            return file::errorFromErrno(errno, "ask netlink for", "routes");
        for (auto* header = reinterpret_cast<nlmsghdr*>(answer.data()); NLMSG_OK(header, size);
             header = NLMSG_NEXT(header, size)) {
            if (header->nlmsg_type == NLMSG_DONE || header->nlmsg_type == NLMSG_ERROR)
                return found;
            const auto [prefix, link] = readRoute(header);
            if (prefix.bits > 0 && !(except.ok() && link == *except))
                found.push_back(prefix);
        }
    }
}

} // namespace skiff::machine::local
