#include "cluster/machine/local/host_network.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fmt/format.h>

namespace skiff::machine::local {

namespace {

uint32_t maskOf(int bits)
{
    return bits >= 32 ? ~0U : ~(~0U >> bits);
}

} // namespace

std::string Subnet::address(int host) const
{
    return fmt::format("10.57.{}.{}", number, host);
}

bool overlaps(const Subnet& subnet, const std::vector<Ipv4Prefix>& taken)
{
    const Ipv4Prefix own = subnet.prefix();
    return std::any_of(taken.begin(), taken.end(), [&own](const Ipv4Prefix& other) {
        const uint32_t mask = maskOf(std::min(own.bits, other.bits));
        return (own.address & mask) == (other.address & mask);
    });
}

Result<Subnet> freeSubnet(int wanted, const std::vector<Ipv4Prefix>& taken)
{
    for (int i = 0; i < 256; ++i) {
        const Subnet subnet{(wanted + i) % 256};
        if (!overlaps(subnet, taken))
            return subnet;
    }
    return Error{ErrorCode::ResourceExhausted,
                 "this machine has routes to all of 10.57.0.0/16, which the nodes' network is taken from"};
}

int subnetNumber(std::string_view address)
{
    int number = -1;
    return std::sscanf(std::string(address).c_str(), "10.57.%d.", &number) == 1 ? number : -1;
}

std::string hostLink(const ProfileFolder& folder)
{
    return "skiff" + folder.id();
}

bool linkExists(const std::string& link)
{
    std::error_code error;
    return std::filesystem::exists("/sys/class/net/" + link, error);
}

} // namespace skiff::machine::local
