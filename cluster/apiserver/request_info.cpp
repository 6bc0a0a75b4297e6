#include "cluster/apiserver/request_info.h"

#include "cluster/apiserver/query.h"
#include "cluster/net/http.h"

#include <algorithm>
#include <array>

namespace skiff::apiserver {

namespace {

/// At most this many parts are looked at; the rest stays together for proxies.
constexpr size_t maxParts = 12;

/// The decoded segments of a path, from some point on.
class Segments
{
public:
    explicit Segments(std::string_view path)
    {
        while (!path.empty() && m_parts.size() < maxParts) {
            if (path.front() == '/') {
                path.remove_prefix(1);
                continue;
            }
            const size_t end = std::min(path.find('/'), path.size());
            std::string part;
            if (!net::percentDecode(path.substr(0, end), part))
                part = path.substr(0, end);
            m_parts.push_back(std::move(part));
            path.remove_prefix(end);
        }
    }

    size_t left() const { return m_parts.size() - m_next; }
    const std::string& peek() const { return m_parts[m_next]; }
    std::string take() { return std::move(m_parts[m_next++]); }
    std::string rest()
    {
        std::string text;
        while (left() > 0)
            text.append(text.empty() ? "" : "/").append(take());
        return text;
    }

private:
    std::vector<std::string> m_parts;
    size_t m_next = 0;
};

std::string lowerCase(std::string_view text)
{
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) { return char(std::tolower(c)); });
    return out;
}

std::string_view verbOf(std::string_view method)
{
    if (method == "POST")
        return "create";
    if (method == "PUT")
        return "update";
    if (method == "PATCH")
        return "patch";
    if (method == "DELETE")
        return "delete";
    return "get"; // GET and HEAD
}

/// The names that are subresources of a namespace, not resources inside it.
bool isNamespaceSubresource(std::string_view part)
{
    return part == "status" || part == "finalize";
}

/// Fills namespace, resource, name and subresource from what follows the version.
void readResourceParts(Segments& segments, RequestInfo& info)
{
    if (segments.peek() == "namespaces") {
        info.resource = segments.take();
        if (segments.left() == 0)
            return;
        const std::string name = segments.take();
        info.namespaceName = name;
        if (segments.left() == 0 || (segments.left() == 1 && isNamespaceSubresource(segments.peek()))) {
            info.name = name;
            if (segments.left() > 0)
                info.subresource = segments.take();
            return;
        }
    }
    info.resource = segments.take();
    if (segments.left() > 0)
        info.name = segments.take();
    if (segments.left() > 0)
        info.subresource = segments.take();
    info.remainder = segments.rest();
}

/// Collections have their own verbs; a field selector for one name counts as that name.
void refineVerb(const Query& query, RequestInfo& info)
{
    if (!info.name.empty() && !info.watch)
        return;
    if (info.verb == "get") {
        info.watch = info.watch || query.flag("watch");
        info.verb = info.watch ? "watch" : "list";
    } else if (info.verb == "delete" && info.name.empty()) {
        info.verb = "deletecollection";
    } else {
        return;
    }
    constexpr std::string_view prefix = "metadata.name=";
    const std::string_view selector = query.get("fieldSelector");
    if (info.name.empty() && selector.starts_with(prefix)) {
        std::string_view name = selector.substr(prefix.size());
        if (name.starts_with('='))
            name.remove_prefix(1);
        if (name.find(',') == std::string_view::npos)
            info.name = name;
    }
}

} // namespace

RequestInfo readRequestInfo(std::string_view method, std::string_view path, const Query& query)
{
    RequestInfo info;
    if (!net::percentDecode(path, info.path))
        info.path = path;
    info.verb = lowerCase(method);

    Segments segments(path);
    if (segments.left() < 2 || (segments.peek() != "api" && segments.peek() != "apis"))
        return info;
    const bool grouped = segments.take() == "apis";
    if (segments.left() < (grouped ? 3u : 2u))
        return info;
    if (grouped)
        info.group = segments.take();
    info.version = segments.take();
    if (segments.peek() == "watch") {
        segments.take();
        info.watch = true;
        if (segments.left() == 0)
            return info;
    }
    info.isResource = true;
    info.verb = verbOf(method);
    readResourceParts(segments, info);
    refineVerb(query, info);
    return info;
}

} // namespace skiff::apiserver
