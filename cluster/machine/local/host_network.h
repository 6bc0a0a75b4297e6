#pragma once

#include "cluster/base/result.h"
#include "cluster/machine/profile.h"

#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace skiff::machine::local {

/// The network of a profile's nodes on this host. Nodes hang on a bridge in a namespace of their
/// own, the switch, which the monitor lives in; one veth leads from there to the host. So the host's
/// firewall never sees what nodes say to each other, and everything goes when the monitor goes.
///
///     host  skiffID 10.57.N.1 ── uplink ┐
///                     node eth0 ── portI ┼ bridge 10.57.N.254 (switch) ── out0 ── slirp4netns
///                     node eth0 ── portJ ┘
struct Subnet
{
    int number = 0; ///< N of 10.57.N.0/24

    std::string address(int host) const;
    std::string hostAddress() const { return address(1); }
    std::string switchAddress() const { return address(254); }
    std::string nodeAddress(size_t index) const { return address(static_cast<int>(index) + 2); }
    std::string prefix() const { return address(0) + "/24"; }
};

inline constexpr size_t mostNodes = 200;

/// Whether any destination in `routes` (words like "10.0.0.0/8", "10.57.3.1", "default") overlaps.
bool overlaps(const Subnet& subnet, const std::vector<std::string>& routes);

/// Destinations that the host has a route to, those through the link `ownLink` apart.
Result<std::vector<std::string>> hostRoutes(std::string_view ownLink);

/// A subnet that collides with nothing here: `wanted` (0..255) or the next free one.
Result<Subnet> freeSubnet(int wanted, const std::vector<std::string>& taken);

/// The N of an address made by Subnet, or -1.
int subnetNumber(std::string_view address);

/// Commands for `ip -batch`, in the network namespace of `pid` (0: the caller's).
Status ipBatch(std::string_view commands, pid_t pid = 0);
Status ipBatchIn(std::string_view namespacePath, std::string_view commands);

/// The host's link of a profile.
std::string hostLink(const ProfileFolder& folder);
bool linkExists(const std::string& link);

} // namespace skiff::machine::local
