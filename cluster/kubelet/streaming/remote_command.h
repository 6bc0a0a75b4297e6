#pragma once

#include "cluster/net/spdy/session.h"
#include "cluster/net/websocket/connection.h"

#include <memory>

namespace skiff::kubelet {

/// Which streams an exec or attach has; standard error is none of its own with a terminal.
struct CommandStreams
{
    bool standardInput = false;
    bool standardOutput = false;
    bool standardError = false;
    bool tty = false;
};

/// Translates between a client that speaks "v5.channel.k8s.io" and a runtime that speaks
/// "v4.channel.k8s.io" over SPDY, until either goes. A message's first byte is its channel; channel
/// 255 closes another, which is how the end of standard input arrives. At the end the client gets the
/// runtime's Status, after all output.
void translateCommand(std::shared_ptr<net::websocket::Connection> client, std::shared_ptr<net::spdy::Session> runtime,
                      const CommandStreams& streams);

} // namespace skiff::kubelet
