#pragma once

#include "cluster/net/http.h"
#include "cluster/net/http_client.h"

#include <memory>
#include <string>

namespace skiff::kubelet {

/// Passes the upgraded connections of exec, attach and port-forward through to the runtime's
/// streaming server, byte for byte, so that client and runtime agree on the protocol themselves.
/// Any thread.
class StreamProxy
{
public:
    explicit StreamProxy(std::shared_ptr<net::LoopGroup> loops);

    /// Repeats the request at `url` and joins both connections, or passes the refusal on.
    void pass(const std::shared_ptr<net::Exchange>& exchange, const std::string& url);

private:
    net::HttpClient m_client;
};

} // namespace skiff::kubelet
