#pragma once

#include "cluster/base/result.h"
#include "cluster/machine/local/netlink.h"
#include "cluster/machine/profile.h"

#include <string>
#include <string_view>
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
    Ipv4Prefix prefix() const { return {10U << 24 | 57U << 16 | static_cast<uint32_t>(number) << 8, prefixBits}; }

    static constexpr int prefixBits = 24;
};

inline constexpr size_t mostNodes = 200;

bool overlaps(const Subnet& subnet, const std::vector<Ipv4Prefix>& taken);

/// A subnet that collides with nothing here: `wanted` (0..255) or the next free one.
Result<Subnet> freeSubnet(int wanted, const std::vector<Ipv4Prefix>& taken);

/// The N of an address made by Subnet, or -1.
int subnetNumber(std::string_view address);

/// The host's link of a profile.
std::string hostLink(const ProfileFolder& folder);
bool linkExists(const std::string& link);

} // namespace skiff::machine::local
