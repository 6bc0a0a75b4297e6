#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace skiff::kubelet {

/// A request of the kubelet's own API, taken apart.
struct Route
{
    /// "containerLogs", "exec", "attach", "portForward", "pods", "healthz", "stats".
    std::string verb;
    std::string namespaceName;
    std::string pod;
    std::string uid;       ///< may be empty
    std::string container; ///< empty for portForward
    std::vector<std::pair<std::string, std::string>> query;

    /// The first value of `name`, or nothing.
    std::optional<std::string> value(std::string_view name) const;
    bool flag(std::string_view name) const;
    std::vector<std::string> all(std::string_view name) const;
};

/// Reads "/exec/NAMESPACE/POD[/UID]/CONTAINER" and the like; nothing for paths that the kubelet
/// does not serve. `query` is still encoded. Pure.
std::optional<Route> parseRoute(std::string_view path, std::string_view query);

} // namespace skiff::kubelet
