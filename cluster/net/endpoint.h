#pragma once

#include "cluster/base/result.h"

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace skiff::net {

/// Where to connect: host and port, or a Unix socket.
struct Address
{
    std::string host;        ///< a name, or a numeric address without brackets
    uint16_t port = 0;
    std::string unixPath;    ///< instead of host and port when not empty

    std::string text() const;
    auto operator<=>(const Address&) const = default;
};

/// The first part of a URL: where to connect and how.
struct Endpoint
{
    bool tls = false;
    Address address;

    /// Reads "https://host:port/path?query", "http://…" or "unix:///path.sock"; `target` gets
    /// "/path?query" (of http and https). InvalidArgument for the rest.
    static Result<Endpoint> parse(std::string_view url, std::string* target = nullptr);
    std::string text() const;   ///< "https://host:port"
    auto operator<=>(const Endpoint&) const = default;
};

} // namespace skiff::net
