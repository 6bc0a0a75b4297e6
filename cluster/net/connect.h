#pragma once

#include "cluster/net/dialer.h"
#include "cluster/net/duplex.h"

#include <functional>
#include <memory>

namespace skiff::net {

/// Opens a plain connection for its bytes alone. `done` is called once, on a loop of the group,
/// never inside this call. Any thread.
void connectStream(LoopGroup& loops, const std::shared_ptr<Dialer>& dialer, const Address& address, Duration timeout,
                   std::function<void(Result<std::shared_ptr<Duplex>>)> done);

} // namespace skiff::net
