#include "cluster/kubelet/server/route.h"

#include "cluster/net/http.h"

#include <algorithm>

namespace skiff::kubelet {

namespace {

std::optional<std::vector<std::string>> pathParts(std::string_view path)
{
    std::vector<std::string> parts;
    while (!path.empty()) {
        const size_t end = std::min(path.find('/'), path.size());
        std::string part;
        if (end > 0) {
            if (!net::percentDecode(path.substr(0, end), part))
                return std::nullopt;
            parts.push_back(std::move(part));
        }
        path.remove_prefix(std::min(end + 1, path.size()));
    }
    return parts;
}

} // namespace

std::optional<std::string> Route::value(std::string_view name) const
{
    const auto found = std::find_if(query.begin(), query.end(), [&](const auto& pair) { return pair.first == name; });
    return found == query.end() ? std::nullopt : std::optional(found->second);
}

bool Route::flag(std::string_view name) const
{
    const auto text = value(name);
    return text && *text != "0" && *text != "false" && *text != "False" && *text != "FALSE";
}

std::vector<std::string> Route::all(std::string_view name) const
{
    std::vector<std::string> values;
    for (const auto& [key, text] : query) {
        if (key == name)
            values.push_back(text);
    }
    return values;
}

std::optional<Route> parseRoute(std::string_view path, std::string_view query)
{
    auto parts = pathParts(path);
    if (!parts || parts->empty())
        return std::nullopt;
    Route route;
    route.verb = parts->front();
    route.query = net::parseQuery(query);
    const size_t count = parts->size();
    if (route.verb == "pods" || route.verb == "healthz")
        return count == 1 ? std::optional(route) : std::nullopt;
    if (route.verb == "stats")
        return count == 2 && (*parts)[1] == "summary" ? std::optional(route) : std::nullopt;
    const bool ofContainer = route.verb == "containerLogs" || route.verb == "exec" || route.verb == "attach";
    const bool ofPod = route.verb == "portForward";
    const size_t least = ofContainer ? 4 : 3;
    if ((!ofContainer && !ofPod) || (count != least && (count != least + 1 || route.verb == "containerLogs")))
        return std::nullopt;
    route.namespaceName = (*parts)[1];
    route.pod = (*parts)[2];
    if (count > least)
        route.uid = (*parts)[3];
    if (ofContainer)
        route.container = parts->back();
    return route;
}

} // namespace skiff::kubelet
