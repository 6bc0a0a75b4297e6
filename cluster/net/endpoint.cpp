#include "cluster/net/endpoint.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <system_error>

namespace skiff::net {

std::string Address::text() const
{
    if (!unixPath.empty())
        return unixPath;
    return host.find(':') == std::string::npos ? fmt::format("{}:{}", host, port) : fmt::format("[{}]:{}", host, port);
}

Result<Endpoint> Endpoint::parse(std::string_view url, std::string* target)
{
    const auto bad = [url] {
        return Error{ErrorCode::InvalidArgument, fmt::format("\"{}\" is no http, https or unix URL", url)};
    };
    Endpoint endpoint;
    if (url.starts_with("unix://")) {
        endpoint.address.unixPath = url.substr(7);
        return endpoint.address.unixPath.empty() ? Result<Endpoint>(bad()) : endpoint;
    }
    std::string_view rest = url;
    if (url.starts_with("https://"))
        endpoint.tls = true;
    else if (!url.starts_with("http://"))
        return bad();
    rest.remove_prefix(endpoint.tls ? 8 : 7);
    const size_t end = std::min(rest.find_first_of("/?"), rest.size());
    if (target)
        *target = (rest.substr(end).starts_with('/') ? "" : "/") + std::string(rest.substr(end));
    std::string_view authority = rest.substr(0, end);
    endpoint.address.port = endpoint.tls ? 443 : 80;
    const size_t colon = authority.rfind(':');
    if (colon != std::string_view::npos && authority.find(']', colon) == std::string_view::npos) {
        const char* const last = authority.data() + authority.size();
        const auto [digitsEnd, error] = std::from_chars(authority.data() + colon + 1, last, endpoint.address.port);
        if (error != std::errc() || digitsEnd != last)
            return bad();
        authority = authority.substr(0, colon);
    }
    if (authority.starts_with('[') && authority.ends_with(']'))
        authority = authority.substr(1, authority.size() - 2);
    endpoint.address.host = authority;
    return authority.empty() ? Result<Endpoint>(bad()) : endpoint;
}

std::string Endpoint::text() const
{
    if (!address.unixPath.empty())
        return "unix://" + address.unixPath;
    return (tls ? "https://" : "http://") + address.text();
}

} // namespace skiff::net
