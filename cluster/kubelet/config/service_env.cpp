#include "cluster/kubelet/config/service_env.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

namespace skiff::kubelet {

namespace {

std::string variableName(std::string_view name)
{
    std::string result(name);
    std::transform(result.begin(), result.end(), result.begin(),
                   [](char c) { return c == '-' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c); });
    return result;
}

std::string lower(std::string_view text)
{
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(),
                   [](char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c); });
    return result;
}

std::string hostForUrl(std::string_view ip)
{
    return ip.find(':') == std::string_view::npos ? std::string(ip) : fmt::format("[{}]", ip);
}

void addLinks(data::Node service, const std::string& prefix, std::string_view ip, EnvList& env)
{
    bool first = true;
    for (const data::Node port : service["spec"]["ports"]) {
        const std::string_view given = port["protocol"].asString();
        const std::string protocol = given.empty() ? "TCP" : std::string(given);
        const int64_t number = port["port"].asInt().value_or(0);
        const std::string url = fmt::format("{}://{}:{}", lower(protocol), hostForUrl(ip), number);
        if (first)
            env.emplace_back(prefix + "_PORT", url);
        first = false;
        const std::string portPrefix = fmt::format("{}_PORT_{}_{}", prefix, number, protocol);
        env.emplace_back(portPrefix, url);
        env.emplace_back(portPrefix + "_PROTO", lower(protocol));
        env.emplace_back(portPrefix + "_PORT", std::to_string(number));
        env.emplace_back(portPrefix + "_ADDR", std::string(ip));
    }
}

void addService(data::Node service, EnvList& env)
{
    const std::string_view ip = service["spec"]["clusterIP"].asString();
    const std::string prefix = variableName(service["metadata"]["name"].asString());
    const data::Node ports = service["spec"]["ports"];
    env.emplace_back(prefix + "_SERVICE_HOST", std::string(ip));
    env.emplace_back(prefix + "_SERVICE_PORT", std::to_string(ports.at(0)["port"].asInt().value_or(0)));
    for (const data::Node port : ports) {
        if (const std::string_view name = port["name"].asString(); !name.empty())
            env.emplace_back(fmt::format("{}_SERVICE_PORT_{}", prefix, variableName(name)),
                             std::to_string(port["port"].asInt().value_or(0)));
    }
    addLinks(service, prefix, ip, env);
}

} // namespace

EnvList serviceEnv(const std::vector<data::Node>& services, std::string_view podNamespace, bool links)
{
    std::map<std::string_view, data::Node> chosen;
    for (const data::Node service : services) {
        const std::string_view ip = service["spec"]["clusterIP"].asString();
        if (ip.empty() || ip == "None" || service["spec"]["ports"].size() == 0)
            continue;
        const std::string_view name = service["metadata"]["name"].asString();
        const std::string_view serviceNamespace = service["metadata"]["namespace"].asString();
        if (links && serviceNamespace == podNamespace)
            chosen[name] = service;
        else if (serviceNamespace == "default" && name == "kubernetes")
            chosen.try_emplace(name, service);
    }
    EnvList env;
    for (const auto& [name, service] : chosen)
        addService(service, env);
    return env;
}

} // namespace skiff::kubelet
