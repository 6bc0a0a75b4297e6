#pragma once

#include "cluster/net/duplex.h"

#include <deque>
#include <string>

namespace skiff::net::spdy {

/// One stream as its session knows it; everything is guarded by the session's mutex.
struct StreamState
{
    StreamState(uint32_t number, Headers fields) : id(number), headers(std::move(fields)) {}

    const uint32_t id;
    const Headers headers;

    Duplex::Events events; ///< set by start(), taken away by the last call
    bool started = false;
    bool paused = false;
    bool delivering = false; ///< some thread is in a callback; it looks again when it is back
    std::string received;    ///< not yet delivered
    bool blocking = false;   ///< so much waits here that the connection is read no further

    bool peerFinished = false;
    bool endTold = false;
    bool finishing = false; ///< finish() was called
    bool finished = false;  ///< and FIN is sent
    bool over = false;
    Status end; ///< why it is over

    // With flow control only.
    struct Waiting
    {
        SharedBytes bytes;
        std::function<void()> sent;
    };
    std::deque<Waiting> waiting; ///< for the peer's window
    int64_t sendWindow = 0;
    size_t consumed = 0; ///< delivered and not yet given back to the peer
};

} // namespace skiff::net::spdy
