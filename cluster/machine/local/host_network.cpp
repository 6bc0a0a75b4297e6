#include "cluster/machine/local/host_network.h"

#include "cluster/base/process.h"
#include "cluster/data/value.h"

#include <arpa/inet.h>
#include <cstdio>
#include <filesystem>
#include <fmt/format.h>

namespace skiff::machine::local {

namespace {

struct Prefix
{
    uint32_t address = 0;
    int bits = 32;
};

bool parsePrefix(const std::string& text, Prefix& prefix)
{
    const size_t slash = text.find('/');
    in_addr address{};
    if (inet_pton(AF_INET, text.substr(0, slash).c_str(), &address) != 1)
        return false; // "default" and the like cover everything, and collide with nothing
    prefix.address = ntohl(address.s_addr);
    prefix.bits = slash == std::string::npos ? 32 : std::atoi(text.c_str() + slash + 1);
    return prefix.bits > 0;
}

uint32_t maskOf(int bits)
{
    return bits >= 32 ? ~0U : ~(~0U >> bits);
}

} // namespace

std::string Subnet::address(int host) const
{
    return fmt::format("10.57.{}.{}", number, host);
}

bool overlaps(const Subnet& subnet, const std::vector<std::string>& routes)
{
    Prefix own;
    parsePrefix(subnet.prefix(), own);
    for (const std::string& route : routes) {
        Prefix other;
        if (!parsePrefix(route, other))
            continue;
        const uint32_t mask = maskOf(std::min(own.bits, other.bits));
        if ((own.address & mask) == (other.address & mask))
            return true;
    }
    return false;
}

Result<std::vector<std::string>> hostRoutes(std::string_view ownLink)
{
    SKIFF_TRY_ASSIGN(const std::string text, process::runChecked({"ip", "-4", "-j", "route", "show", "table", "all"}));
    SKIFF_TRY_ASSIGN(const data::Value routes, data::parseJson(text.empty() ? "[]" : text));
    std::vector<std::string> destinations;
    if (routes.is_array()) {
        for (const data::Value& route : routes.get_array()) {
            if (data::stringAt(route, {"dev"}) != ownLink)
                destinations.emplace_back(data::stringAt(route, {"dst"}));
        }
    }
    return destinations;
}

Result<Subnet> freeSubnet(int wanted, const std::vector<std::string>& taken)
{
    for (int i = 0; i < 256; ++i) {
        const Subnet subnet{(wanted + i) % 256};
        if (!overlaps(subnet, taken))
            return subnet;
    }
    return Error{ErrorCode::ResourceExhausted, "this machine has routes to all of 10.57.0.0/16, which the nodes' network is taken from"};
}

int subnetNumber(std::string_view address)
{
    int number = -1;
    return std::sscanf(std::string(address).c_str(), "10.57.%d.", &number) == 1 ? number : -1;
}

Status ipBatchIn(std::string_view namespacePath, std::string_view commands)
{
    std::vector<std::string> arguments;
    if (!namespacePath.empty())
        arguments = {"nsenter", fmt::format("--net={}", namespacePath)};
    arguments.insert(arguments.end(), {"ip", "-batch", "-"});
    auto done = process::runChecked(arguments, commands);
    if (!done.ok())
        return std::move(done).error();
    return {};
}

Status ipBatch(std::string_view commands, pid_t pid)
{
    return ipBatchIn(pid == 0 ? "" : fmt::format("/proc/{}/ns/net", pid), commands);
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
