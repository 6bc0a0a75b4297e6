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

/// Sixteen random bytes as a request says them.
std::string newKey();

/// The header fields of a request that asks for WebSocket and one of `protocols`.
Headers offer(std::string_view key, const std::vector<std::string>& protocols);

/// The sub-protocol that the answer (101) to a request with `key` has chosen, maybe none; Unavailable
/// when the answer was not meant for that request.
Result<std::string> chosenProtocol(const Headers& answer, std::string_view key);

} // namespace skiff::net::websocket
