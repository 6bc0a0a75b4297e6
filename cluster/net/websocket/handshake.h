#pragma once

#include "cluster/base/result.h"
#include "cluster/net/http.h"

#include <string>
#include <string_view>
#include <vector>

namespace skiff::net::websocket {

/// True when a request asks for WebSocket.
bool isHandshake(const Headers& request);

/// The sub-protocols that a request offers, in its order.
std::vector<std::string> offeredProtocols(const Headers& request);

/// The header fields of the answer (101) that accepts, with a sub-protocol unless it is empty;
/// InvalidArgument when the request lacks its key or speaks another version (RFC 6455, 4.2).
Result<Headers> accept(const Headers& request, std::string_view protocol);

} // namespace skiff::net::websocket
