#include "cluster/daemon/agent.h"

#include "cluster/base/file.h"
#include "cluster/base/log.h"
#include "cluster/base/process.h"
#include "cluster/base/thread_executor.h"
#include "cluster/client/informer_factory.h"
#include "cluster/client/kubeconfig.h"
#include "cluster/client/net/http_transport.h"
#include "cluster/dns/server.h"
#include "cluster/dns/zone_source.h"
#include "cluster/kubelet/lifecycle/socket_checker.h"
#include "cluster/kubelet/server/kubelet_server.h"
#include "cluster/proxy/node_routes.h"
#include "cluster/proxy/proxy.h"
#include "cluster/runtime/cri/containerd_events.h"
#include "cluster/runtime/cri/cri_image_store.h"
#include "cluster/runtime/cri/cri_runtime_service.h"
#include "cluster/runtime/written_images.h"

#include <functional>
#include <random>
#include <vector>

#include <fmt/format.h>

namespace skiff::daemon {

namespace {

Result<std::unique_ptr<client::HttpTransport>> makeTransport(const AgentOptions& options,
                                                             std::shared_ptr<net::LoopGroup> loops)
{
    SKIFF_TRY_ASSIGN(const client::Kubeconfig file, client::Kubeconfig::load(options.kubeconfig));
    SKIFF_TRY_ASSIGN(client::ClientConfig config, file.config());
    client::HttpTransport::Options transport;
    transport.server = std::move(config.server);
    transport.tls = {std::move(config.authority), std::move(config.certificate), std::move(config.key),
                     std::move(config.tlsServerName), config.insecure};
    transport.token = std::move(config.token);
    transport.userAgent = "kubelet/" + options.version; // what it writes is owned by "kubelet", as everywhere
    transport.loops = std::move(loops);
    return client::HttpTransport::make(std::move(transport));
}

Result<net::ServerTls> readServerTls(const std::string& folder)
{
    net::ServerTls tls;
    SKIFF_TRY_ASSIGN(tls.certificatePem, file::read(folder + "/kubelet.crt"));
    SKIFF_TRY_ASSIGN(tls.keyPem, file::read(folder + "/kubelet.key"));
    SKIFF_TRY_ASSIGN(tls.clientCaPem, file::read(folder + "/ca.crt"));
    return tls;
}

std::string textOf(const std::string& path)
{
    auto content = file::read(path);
    return content.ok() ? std::move(content).value() : std::string();
}

Result<kubelet::NodeDescription> describeNode(const AgentOptions& options)
{
    kubelet::NodeDescription node;
    node.name = options.nodeName;
    node.address = options.nodeAddress;
    node.kubeletPort = options.kubeletPort;
    node.podCidr = options.podRange;
    node.kubeletVersion = fmt::format("v1.33.0+skiff-{}", options.version);
    SKIFF_TRY_ASSIGN(node.labels, kubelet::parseLabels(options.labels));
    SKIFF_TRY_ASSIGN(node.taints, kubelet::parseTaints(options.taints));
    SKIFF_TRY(file::makeFolders(options.dataFolder, 0750));
    kubelet::describeMachine(options.dataFolder, node);
    return node;
}

kubelet::NodeFacts nodeFacts(const AgentOptions& options, const kubelet::NodeDescription& node)
{
    kubelet::NodeFacts facts;
    facts.nodeName = options.nodeName;
    facts.hostIps = {options.nodeAddress};
    facts.paths = {options.dataFolder, options.podLogFolder};
    facts.dns = {options.dnsAddress, options.clusterDomain};
    facts.nodeDns = kubelet::parseResolvConf(textOf("/etc/resolv.conf"));
    facts.nodeHosts = textOf("/etc/hosts");
    facts.allocatable = node.capacity;
    return facts;
}

/// The DNS server answers at the cluster's address on every node: the address lives on loopback.
Status addLoopbackAddress(const std::string& address)
{
    SKIFF_TRY_ASSIGN(const process::Outcome outcome,
                     process::run({"ip", "address", "replace", address + "/32", "dev", "lo"}));
    if (outcome.succeeded())
        return {};
    return Error{ErrorCode::Unavailable, fmt::format("cannot put {} on loopback: {}", address, outcome.errors)};
}

} // namespace

/// What runs in the agent, in the order of its life.
class Agent::Parts
{
public:
    Parts(const AgentOptions& options, const Clock& clock, std::shared_ptr<net::LoopGroup> loops,
          std::unique_ptr<client::HttpTransport> transport, net::ServerTls tls, kubelet::NodeDescription node)
        : m_options(options),
          m_loops(std::move(loops)),
          m_transport(std::move(transport)),
          m_client(*m_transport),
          m_informers(m_client, m_main, clock, std::random_device()()),
          m_cri(std::make_shared<runtime::cri::CriClient>(
              runtime::cri::CriClient::Options{options.runtimeSocket, m_loops})),
          m_runtime(m_cri),
          m_images(m_cri),
          m_writtenImages(
              m_images,
              [&options] { return options.imageFolder.empty() ? Status() : runtime::syncFolder(options.imageFolder); }),
          m_events(m_cri),
          m_net(m_loops),
          m_kubelet({m_client, m_informers, clock, m_runtime, m_writtenImages, m_events, m_mounter, m_net},
                    nodeFacts(options, node), node),
          m_server({"0.0.0.0", options.kubeletPort, std::move(tls), m_loops}, m_kubelet, m_runtime, clock),
          m_zones(m_informers, options.clusterDomain),
          m_dns(dnsOptions(options), [this] { return m_zones.zone(); }),
          m_proxy(m_informers, proxyOptions(options))
    {}

    Status start()
    {
        for (Component& component : components()) {
            if (Status started = component.start(); !started.ok())
                return std::move(started).error().in(component.name);
            m_started.push_back(std::move(component));
        }
        m_main.post([this] { m_informers.start(); });
        return {};
    }

    void stop()
    {
        for (; !m_started.empty(); m_started.pop_back())
            m_started.back().stop();
        m_main.stop();
        m_informers.stop();
    }

private:
    struct Component
    {
        std::string_view name;
        std::function<Status()> start;
        std::function<void()> stop;
    };

    std::vector<Component> components()
    {
        std::vector<Component> all;
        all.push_back({"kubelet",
                       [this] {
                           m_kubelet.start();
                           return Status();
                       },
                       [this] {
                           m_kubelet.stop();
                       }});
        all.push_back({"kubelet server", [this] { return m_server.start(); },
                       [this] {
                           m_server.stop();
                       }});
        if (m_options.proxy) {
            all.push_back({"proxy",
                           [this] {
                               const Status routed =
                                   proxy::routeServices(m_options.serviceRange, m_options.nodeAddress);
                               if (!routed.ok())
                                   log::error("agent", "proxy: {}", routed.error().message);
                               m_main.post([this] { m_proxy.start(); });
                               return Status();
                           },
                           [this] {
                               m_proxy.stop();
                           }});
        }
        if (m_options.dns)
            all.push_back({"dns", [this] { return startDns(); },
                           [this] {
                               m_dns.stop();
                           }});
        return all;
    }

    /// A node without DNS still runs pods: failures are said and not fatal.
    Status startDns()
    {
        m_main.post([this] { m_zones.start(); });
        Status started = addLoopbackAddress(m_options.dnsAddress);
        if (started.ok())
            started = m_dns.start();
        if (!started.ok())
            log::error("agent", "dns: {}", started.error().message);
        return {};
    }

    static dns::ServerOptions dnsOptions(const AgentOptions& options)
    {
        dns::ServerOptions server;
        server.address = options.dnsAddress;
        server.upstreams = dns::upstreamsFrom(textOf("/etc/resolv.conf"), options.dnsAddress);
        return server;
    }

    static proxy::ProxyOptions proxyOptions(const AgentOptions& options)
    {
        return {options.nodeName, {options.nodeAddress, options.clusterPodRange, options.serviceRange}};
    }

    const AgentOptions& m_options;
    std::shared_ptr<net::LoopGroup> m_loops;
    std::unique_ptr<client::HttpTransport> m_transport;
    client::Client m_client;
    ThreadExecutor m_main{"agent"};
    client::InformerFactory m_informers;
    std::shared_ptr<runtime::cri::CriClient> m_cri;
    runtime::cri::CriRuntimeService m_runtime;
    runtime::cri::CriImageStore m_images;
    runtime::WrittenImages m_writtenImages;
    runtime::cri::ContainerdEvents m_events;
    kubelet::SystemMounter m_mounter;
    kubelet::SocketChecker m_net;
    kubelet::Kubelet m_kubelet;
    kubelet::KubeletServer m_server;
    dns::ZoneSource m_zones;
    dns::Server m_dns;
    proxy::Proxy m_proxy;
    std::vector<Component> m_started;
};

Agent::Agent(AgentOptions options, const Clock& clock) : m_options(std::move(options)), m_clock(clock) {}

Agent::~Agent()
{
    stop();
}

Status Agent::start()
{
    auto loops = std::make_shared<net::LoopGroup>("net", 1);
    SKIFF_TRY_ASSIGN(auto transport, makeTransport(m_options, loops));
    SKIFF_TRY_ASSIGN(net::ServerTls tls, readServerTls(m_options.credentials));
    SKIFF_TRY_ASSIGN(kubelet::NodeDescription node, describeNode(m_options));
    m_parts = std::make_unique<Parts>(m_options, m_clock, std::move(loops), std::move(transport), std::move(tls),
                                      std::move(node));
    return m_parts->start();
}

void Agent::stop()
{
    if (m_parts)
        m_parts->stop();
    m_parts.reset();
}

} // namespace skiff::daemon
