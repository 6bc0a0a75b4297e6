#pragma once

#include "cluster/base/backoff.h"
#include "cluster/base/thread_executor.h"
#include "cluster/client/informer_factory.h"
#include "cluster/proxy/node_routes.h"
#include "cluster/proxy/ruleset.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace skiff::proxy {

struct ProxyOptions
{
    std::string nodeName;
    NodeNetwork network;
};

/// What the proxy changes on the machine; tests put their own in its place. Both may block.
struct ProxyEffects
{
    /// Runs an `nft -f` script as one transaction.
    std::function<Status(const std::string& script)> applyRules;
    std::function<Status(const NodeRoutes& present, const NodeRoutes& wanted)> applyRoutes;

    /// The real ones: `nft -f -` and `ip route`.
    static ProxyEffects system();
};

/// The service proxy of one node: follows services, endpoint slices and nodes and keeps the node's
/// nftables rules and routes equal to them. Listens on the informers' executor; rules are made and
/// applied on a thread of its own, "proxy", one transaction for all changes that came together.
class Proxy
{
public:
    Proxy(client::InformerFactory& informers, ProxyOptions options, ProxyEffects effects = ProxyEffects::system());
    ~Proxy();

    /// Subscribes; the informers must be started by their owner.
    void start();
    /// Ends the work; the rules stay, so that traffic flows while the process is away.
    void stop();

private:
    void changed();
    void schedule(Duration delay);
    void sync();
    Status syncRules();
    Status syncRoutes();

    client::Informer& m_services;
    client::Informer& m_slices;
    client::Informer& m_nodes;
    client::InformerFactory& m_informers;
    const ProxyOptions m_options;
    const ProxyEffects m_effects;
    std::vector<client::Subscription> m_subscriptions;
    std::atomic<bool> m_scheduled{false};

    // On the worker only.
    std::optional<Ruleset> m_applied; ///< nothing: unknown, the table is built anew
    NodeRoutes m_routes;
    Backoff m_backoff;
    Timer m_timer;
    ThreadExecutor m_worker;
};

} // namespace skiff::proxy
