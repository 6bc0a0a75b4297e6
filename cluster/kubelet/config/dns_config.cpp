#include "cluster/kubelet/config/dns_config.h"

#include <algorithm>

#include <fmt/format.h>

namespace skiff::kubelet {

namespace {

constexpr size_t MostServers = 3;
constexpr size_t MostSearches = 32;

std::vector<std::string> words(std::string_view line)
{
    std::vector<std::string> result;
    size_t at = 0;
    while ((at = line.find_first_not_of(" \t\r", at)) != std::string_view::npos) {
        const size_t end = std::min(line.find_first_of(" \t\r", at), line.size());
        result.emplace_back(line.substr(at, end - at));
        at = end;
    }
    return result;
}

void appendNew(std::vector<std::string>& list, std::string_view item)
{
    if (std::find(list.begin(), list.end(), item) == list.end())
        list.emplace_back(item);
}

/// `options` of dnsConfig win over those of the same name ("ndots:2" over "ndots:5").
void mergeOptions(std::vector<std::string>& options, data::Node added)
{
    for (const data::Node option : added) {
        const std::string name(option["name"].asString());
        const std::string_view value = option["value"].asString();
        std::erase_if(options, [&](const std::string& old) { return old == name || old.starts_with(name + ":"); });
        options.push_back(value.empty() ? name : fmt::format("{}:{}", name, value));
    }
}

} // namespace

runtime::DnsConfig parseResolvConf(std::string_view text)
{
    runtime::DnsConfig config;
    while (!text.empty()) {
        const size_t end = std::min(text.find('\n'), text.size());
        const std::vector<std::string> fields = words(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (fields.size() < 2)
            continue;
        const std::vector<std::string> values(fields.begin() + 1, fields.end());
        if (fields[0] == "nameserver")
            config.servers.push_back(values[0]);
        else if (fields[0] == "search")
            config.searches = values;
        else if (fields[0] == "options")
            config.options = values;
    }
    return config;
}

runtime::DnsConfig podDns(const Pod& pod, const ClusterDns& cluster, const runtime::DnsConfig& node)
{
    const data::Node spec = pod.spec();
    const std::string_view policy = spec["dnsPolicy"].asString();
    const bool first = policy.empty() || policy == "ClusterFirst";
    runtime::DnsConfig config;
    if ((first && !pod.hostNetwork()) || policy == "ClusterFirstWithHostNet") {
        config.servers = {cluster.address};
        config.searches = {fmt::format("{}.svc.{}", pod.namespaceName(), cluster.domain),
                           fmt::format("svc.{}", cluster.domain), cluster.domain};
        for (const std::string& search : node.searches)
            appendNew(config.searches, search);
        config.options = {"ndots:5"};
    } else if (policy != "None") {
        config = node;
    }
    const data::Node extra = spec["dnsConfig"];
    for (const data::Node server : extra["nameservers"])
        appendNew(config.servers, server.asString());
    for (const data::Node search : extra["searches"])
        appendNew(config.searches, search.asString());
    mergeOptions(config.options, extra["options"]);
    config.servers.resize(std::min(config.servers.size(), MostServers));
    config.searches.resize(std::min(config.searches.size(), MostSearches));
    return config;
}

} // namespace skiff::kubelet
