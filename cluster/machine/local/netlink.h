#pragma once

#include "cluster/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <utility>
#include <vector>

namespace skiff::machine::local {

/// An IPv4 destination of a route, in host byte order.
struct Ipv4Prefix
{
    uint32_t address = 0;
    int bits = 0;
};

/// Links, addresses and routes of one network namespace, by rtnetlink (rtnetlink(7)): a start makes a
/// dozen of them, and a program for each would be most of its time. Blocks; one thread.
class Netlink
{
public:
    /// In the caller's namespace.
    static Result<Netlink> open();
    /// In the namespace that `namespaceFd` is of; the calling thread goes there and comes back.
    static Result<Netlink> openIn(int namespaceFd);
    static Result<Netlink> openIn(const std::string& namespacePath);

    Netlink(Netlink&& other) noexcept : m_fd(std::exchange(other.m_fd, -1)), m_sequence(other.m_sequence) {}
    Netlink& operator=(Netlink&& other) noexcept;
    ~Netlink();

    Status addBridge(const std::string& name);
    /// A pair whose other end, `peer`, is born in the namespace of process `peerPid`.
    Status addVeth(const std::string& name, const std::string& peer, pid_t peerPid);
    Status setMaster(const std::string& name, const std::string& bridge);
    Status setUp(const std::string& name);
    /// NotFound when there is none.
    Status removeLink(const std::string& name);
    Status addAddress(const std::string& name, std::string_view address, int bits);
    Status addDefaultRoute(std::string_view gateway);
    /// Packets without a better route are answered as unreachable.
    Status addUnreachableDefault();
    /// Every IPv4 destination with a route, those through the link `exceptLink` apart.
    Result<std::vector<Ipv4Prefix>> destinations(const std::string& exceptLink);

private:
    explicit Netlink(int fd) : m_fd(fd) {}
    class Message;
    Status send(Message& message, std::string_view what);
    Result<int> indexOf(const std::string& name);

    int m_fd = -1;
    uint32_t m_sequence = 0;
};

} // namespace skiff::machine::local
