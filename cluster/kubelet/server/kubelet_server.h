#pragma once

#include "cluster/kubelet/kubelet.h"
#include "cluster/kubelet/server/route.h"
#include "cluster/kubelet/streaming/stream_server.h"
#include "cluster/net/http_server.h"

namespace skiff::kubelet {

/// The kubelet's own HTTPS server, port 10250: container logs, exec, attach, port-forward, the
/// node's pods, health. Only the API server's client certificate is let in.
///
/// Owned by the agent; start() and stop() belong to the owner's thread. Requests that block run on
/// the kubelet's pool.
class KubeletServer
{
public:
    struct Options
    {
        std::string address = "0.0.0.0";
        uint16_t port = 10250;
        net::ServerTls tls;
        std::shared_ptr<net::LoopGroup> loops;
    };

    KubeletServer(Options options, Kubelet& kubelet, runtime::RuntimeService& runtime, const Clock& clock);
    ~KubeletServer();

    Status start();
    /// Ends what is under way. Before the kubelet's own stop().
    void stop();
    uint16_t port() const { return m_server.port(); }

private:
    using ExchangePtr = std::shared_ptr<net::Exchange>;

    void handle(ExchangePtr exchange);
    void serveLog(const ExchangePtr& exchange, Route route);
    void sendLogOf(const ExchangePtr& exchange, const Route& route, const Kubelet::PodView& view);
    void serveStream(const ExchangePtr& exchange, Route route);
    void openStream(const ExchangePtr& exchange, const Route& route, const Kubelet::PodView& view);
    Status openPorts(const ExchangePtr& exchange, const Route& route, const Kubelet::PodView& view);
    Status openCommand(const ExchangePtr& exchange, const Route& route, const Kubelet::PodView& view);
    void servePods(const ExchangePtr& exchange);
    void serveStats(const ExchangePtr& exchange);

    Kubelet& m_kubelet;
    runtime::RuntimeService& m_runtime;
    const Clock& m_clock;
    std::stop_source m_stop;
    StreamServer m_streams;
    net::HttpServer m_server;
};

} // namespace skiff::kubelet
