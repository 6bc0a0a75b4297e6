#pragma once

#include "cluster/base/clock.h"
#include "cluster/client/transport.h"

#include <functional>
#include <stop_token>
#include <string>
#include <vector>

namespace skiff::machine {

/// Waits until GET /readyz says ok. Timeout when `limit` passed, with what the server said last.
Status waitForServer(client::Transport& transport, Duration limit, const std::stop_token& stop);

/// Whether /readyz says ok now.
bool serverIsReady(client::Transport& transport, Duration limit);

/// Waits until each of `nodes` is Ready, by a watch. `changed` gets the number of Ready nodes.
/// Timeout names those that are not, with the reason of their Ready condition.
Status waitForNodes(client::Transport& transport, const std::vector<std::string>& nodes, Duration limit,
                    const std::stop_token& stop, const std::function<void(size_t)>& changed);

/// The names of the nodes that are Ready now.
Result<std::vector<std::string>> readyNodes(client::Transport& transport, Duration limit);

} // namespace skiff::machine
