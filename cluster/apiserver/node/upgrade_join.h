#pragma once

#include "cluster/apiserver/request_context.h"
#include "cluster/net/http_client.h"

namespace skiff::apiserver {

/// The header fields of a request or answer that the other side of a proxy gets too.
net::Headers passedHeaders(const net::Headers& headers);

/// Answers `request` with what the kubelet said: joins both upgraded connections, or passes the refusal on.
void joinUpgraded(const ContextPtr& request, net::Upgraded upgraded);

} // namespace skiff::apiserver
