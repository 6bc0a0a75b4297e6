#include "cluster/kubelet/config/host_names.h"

#include <fmt/format.h>

namespace skiff::kubelet {

namespace {

constexpr size_t LongestLabel = 63;
constexpr size_t LongestHostname = 64;

std::string hostAliases(const Pod& pod)
{
    const data::Node aliases = pod.spec()["hostAliases"];
    if (aliases.size() == 0)
        return {};
    std::string text = "\n# Entries added by HostAliases.\n";
    for (const data::Node alias : aliases) {
        text += alias["ip"].asString();
        for (const data::Node name : alias["hostnames"])
            text.append("\t").append(name.asString());
        text += '\n';
    }
    return text;
}

} // namespace

Result<PodHostName> podHostName(const Pod& pod, std::string_view clusterDomain)
{
    PodHostName name;
    const data::Node spec = pod.spec();
    name.shortName = spec["hostname"].asString();
    if (name.shortName.empty()) {
        name.shortName = pod.name().substr(0, LongestLabel);
        while (name.shortName.ends_with('-') || name.shortName.ends_with('.'))
            name.shortName.pop_back();
    }
    if (const std::string_view subdomain = spec["subdomain"].asString(); !subdomain.empty())
        name.domain = fmt::format("{}.{}.svc.{}", subdomain, pod.namespaceName(), clusterDomain);
    name.hostname = name.shortName;
    if (spec["setHostnameAsFQDN"].asBool() && !name.domain.empty()) {
        name.hostname = name.shortName + "." + name.domain;
        if (name.hostname.size() > LongestHostname)
            return Error{ErrorCode::InvalidArgument,
                         fmt::format("failed to construct FQDN from pod hostname and cluster domain, FQDN {} is too "
                                     "long ({} characters is the max, {} characters requested)",
                                     name.hostname, LongestHostname, name.hostname.size())};
    }
    return name;
}

std::string podHostsFile(const Pod& pod, const PodHostName& name, const std::vector<std::string>& podIps,
                         std::string_view nodeHosts)
{
    if (pod.hostNetwork())
        return fmt::format("# Kubernetes-managed hosts file (host network).\n{}{}", nodeHosts, hostAliases(pod));
    std::string text = "# Kubernetes-managed hosts file.\n"
                       "127.0.0.1\tlocalhost\n"
                       "::1\tlocalhost ip6-localhost ip6-loopback\n"
                       "fe00::0\tip6-localnet\n"
                       "fe00::0\tip6-mcastprefix\n"
                       "fe00::1\tip6-allnodes\n"
                       "fe00::2\tip6-allrouters\n";
    for (const std::string& ip : podIps) {
        if (name.domain.empty())
            text += fmt::format("{}\t{}\n", ip, name.shortName);
        else
            text += fmt::format("{}\t{}.{}\t{}\n", ip, name.shortName, name.domain, name.shortName);
    }
    return text + hostAliases(pod);
}

} // namespace skiff::kubelet
