#include "cluster/proxy/node_routes.h"

#include "cluster/api/views/node.h"
#include "cluster/base/process.h"

#include <arpa/inet.h>
#include <ifaddrs.h>

#include <memory>

namespace skiff::proxy {

namespace {

std::string internalAddress(const api::NodeView& node)
{
    for (const api::NodeAddressView address : node.status().addresses())
        if (address.type() == "InternalIP" && address.address().find(':') == std::string_view::npos)
            return std::string(address.address());
    return {};
}

/// The name of the device with this address, or empty.
std::string deviceOf(const std::string& address)
{
    in_addr wanted{};
    ifaddrs* list = nullptr;
    if (inet_pton(AF_INET, address.c_str(), &wanted) != 1 || getifaddrs(&list) != 0)
        return {};
    const std::unique_ptr<ifaddrs, decltype(&freeifaddrs)> owner(list, freeifaddrs);
    for (const ifaddrs* entry = list; entry; entry = entry->ifa_next) {
        if (!entry->ifa_addr || entry->ifa_addr->sa_family != AF_INET)
            continue;
        if (reinterpret_cast<const sockaddr_in*>(entry->ifa_addr)->sin_addr.s_addr == wanted.s_addr)
            return entry->ifa_name;
    }
    return {};
}

Status ipRoute(std::vector<std::string> arguments)
{
    arguments.insert(arguments.begin(), {"ip", "route"});
    if (auto done = process::runChecked(arguments); !done.ok())
        return std::move(done).error();
    return {};
}

} // namespace

NodeRoutes nodeRoutes(const std::vector<client::ObjectPtr>& nodes, std::string_view ownNode)
{
    NodeRoutes routes;
    for (const client::ObjectPtr& object : nodes) {
        const api::NodeView node(object->root());
        std::string address = internalAddress(node);
        if (object->name() != ownNode && !node.spec().podCIDR().empty() && !address.empty())
            routes.emplace(node.spec().podCIDR(), std::move(address));
    }
    return routes;
}

Status applyNodeRoutes(const NodeRoutes& present, const NodeRoutes& wanted)
{
    for (const auto& [range, address] : present)
        if (!wanted.contains(range))
            SKIFF_TRY(ipRoute({"del", range, "via", address}));
    for (const auto& [range, address] : wanted) {
        const auto known = present.find(range);
        if (known == present.end() || known->second != address)
            SKIFF_TRY(ipRoute({"replace", range, "via", address}));
    }
    return {};
}

Status routeServices(const std::string& serviceRange, const std::string& nodeAddress)
{
    const std::string device = deviceOf(nodeAddress);
    if (device.empty())
        return Error{ErrorCode::NotFound, "no network device has the node's address " + nodeAddress};
    return ipRoute({"replace", serviceRange, "dev", device, "src", nodeAddress});
}

} // namespace skiff::proxy
