#pragma once

#include "cluster/base/result.h"
#include "cluster/net/http.h"

#include <functional>
#include <memory>
#include <string_view>

namespace skiff::net {

/// Bytes both ways, each way ending on its own: a TCP connection, or one stream of a SPDY session.
///
/// Held by shared_ptr; dropping it closes. Functions: any thread. Callbacks run one at a time, on
/// whichever thread brought the bytes.
class Duplex
{
public:
    struct Events
    {
        std::function<void(std::string_view)> onData;
        std::function<void()> onEnd;          ///< the peer sends no more; the other way goes on
        std::function<void(Status)> onClosed; ///< both ways are over, with an error when not cleanly; the last call
    };

    virtual ~Duplex() = default;
    /// Begins to deliver; what came earlier has waited.
    virtual void start(Events events) = 0;
    /// Queues bytes; `sent` (may be empty) is called when they left the queue, or never when the stream closes first.
    virtual void send(SharedBytes bytes, std::function<void()> sent) = 0;
    /// Nothing more is sent after what is queued. Idempotent.
    virtual void finish() = 0;
    /// No more data is delivered until resume().
    virtual void pause() = 0;
    virtual void resume() = 0;
    /// Ends both ways at once; what is queued may be lost. onClosed follows. Idempotent.
    virtual void close() = 0;
};

} // namespace skiff::net
