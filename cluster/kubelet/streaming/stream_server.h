#pragma once

#include "cluster/base/executor.h"
#include "cluster/kubelet/streaming/pod_dialer.h"
#include "cluster/kubelet/streaming/remote_command.h"
#include "cluster/net/http.h"
#include "cluster/net/http_client.h"

#include <memory>
#include <string>
#include <vector>

namespace skiff::kubelet {

/// Answers exec, attach and port-forward in each protocol that clients speak.
///
/// Commands: the runtime's streaming server and the client agree themselves and bytes are passed
/// through, but for v5.channel.k8s.io, which runtimes do not know yet. Ports: SPDY, SPDY inside
/// WebSocket, and WebSocket channels, with connections of our own into the pod. Any thread.
class StreamServer
{
public:
    StreamServer(std::shared_ptr<net::LoopGroup> loops, Executor& timers);

    /// `url` is where the runtime serves this one exec or attach.
    void serveCommand(const std::shared_ptr<net::Exchange>& exchange, const std::string& url,
                      const CommandStreams& streams);
    /// `ports` are those of the query, for WebSocket channels.
    void servePorts(const std::shared_ptr<net::Exchange>& exchange, PodDialer::Target target,
                    const std::vector<std::string>& ports);

private:
    using ExchangePtr = std::shared_ptr<net::Exchange>;
    using ClientPtr = std::shared_ptr<net::websocket::Connection>;

    void connectRuntime(const ExchangePtr& exchange, net::ClientRequest request,
                        std::function<void(net::Upgraded)> joined);
    void servePortsOverSpdy(const ExchangePtr& exchange, std::shared_ptr<const PodDialer> dialer);
    void servePortsOverWebSocket(const ExchangePtr& exchange, std::shared_ptr<const PodDialer> dialer,
                                 const std::vector<std::string>& ports);
    ClientPtr acceptWebSocket(const ExchangePtr& exchange, std::string_view protocol);

    const std::shared_ptr<net::LoopGroup> m_loops;
    Executor& m_timers;
    net::HttpClient m_client;
};

} // namespace skiff::kubelet
