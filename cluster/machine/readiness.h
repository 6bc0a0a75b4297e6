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

/// The nodes to wait for. What a node said of itself before `since` does not count: a cluster that
/// starts again remembers its nodes as Ready.
struct NodesWanted
{
    std::vector<std::string> names;
    WallTime since;
};

/// Waits until each node is Ready, by a watch. `changed` gets the number of Ready nodes.
/// Timeout names those that are not, with the reason of their Ready condition.
Status waitForNodes(client::Transport& transport, const NodesWanted& wanted, Duration limit,
                    const std::stop_token& stop, const std::function<void(size_t)>& changed);

/// The names of the nodes that are Ready now.
Result<std::vector<std::string>> readyNodes(client::Transport& transport, Duration limit);

} // namespace skiff::machine
