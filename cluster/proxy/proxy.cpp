#include "cluster/proxy/proxy.h"

#include "cluster/base/log.h"
#include "cluster/base/process.h"
#include "cluster/proxy/service_tables.h"

namespace skiff::proxy {

namespace {

using namespace std::chrono_literals;

/// How long changes are gathered: less than a pod's start, more than a burst of events.
constexpr Duration Gather = 10ms;

} // namespace

ProxyEffects ProxyEffects::system()
{
    return {.applyRules =
                [](const std::string& script) -> Status {
                    if (auto done = process::runChecked({"nft", "-f", "-"}, script); !done.ok())
                        return std::move(done).error();
                    return {};
                },
            .applyRoutes = applyNodeRoutes};
}

Proxy::Proxy(client::InformerFactory& informers, ProxyOptions options, ProxyEffects effects)
    : m_services(informers.informer(client::resources::services)),
      m_slices(informers.informer(client::resources::endpointSlices)),
      m_nodes(informers.informer(client::resources::nodes)), m_informers(informers), m_options(std::move(options)),
      m_effects(std::move(effects)), m_backoff(200ms, 30s), m_worker("proxy")
{}

Proxy::~Proxy()
{
    stop();
}

void Proxy::start()
{
    for (client::Informer* informer : {&m_services, &m_slices, &m_nodes})
        m_subscriptions.push_back(
            informer->subscribe(client::Listener::forAll([this](const client::ObjectPtr&) { changed(); })));
    m_informers.whenSynced({&m_services, &m_slices, &m_nodes}, [this] { changed(); });
}

void Proxy::stop()
{
    m_worker.stop();
}

void Proxy::changed()
{
    // Half a list would tear down the rules of services that are only not read yet.
    if (!m_services.isSynced() || !m_slices.isSynced() || !m_nodes.isSynced())
        return;
    if (!m_scheduled.exchange(true))
        m_worker.post([this] { schedule(Gather); });
}

void Proxy::schedule(Duration delay)
{
    m_timer = m_worker.postAfter(delay, [this] {
        m_scheduled = false;
        sync();
    });
}

void Proxy::sync()
{
    Status status = syncRules();
    if (const Status routes = syncRoutes(); status.ok())
        status = routes;
    if (status.ok()) {
        m_backoff.reset();
        return;
    }
    log::error("proxy", "{}", status.error().message);
    if (!m_scheduled.exchange(true))
        schedule(m_backoff.next());
}

Status Proxy::syncRules()
{
    const Ruleset wanted = Ruleset::of(
        serviceTables(m_services.cache().list(), m_slices.cache().list(), m_options.nodeName), m_options.network);
    const std::string script = m_applied ? wanted.scriptFrom(*m_applied) : wanted.script();
    if (script.empty())
        return {};
    if (const Status status = m_effects.applyRules(script); !status.ok()) {
        // Somebody else may have changed the table: next time it is built from nothing.
        m_applied.reset();
        return status.error().in("service rules");
    }
    m_applied = wanted;
    return {};
}

Status Proxy::syncRoutes()
{
    NodeRoutes wanted = nodeRoutes(m_nodes.cache().list(), m_options.nodeName);
    if (wanted == m_routes)
        return {};
    if (const Status status = m_effects.applyRoutes(m_routes, wanted); !status.ok())
        return status.error().in("routes to other nodes");
    m_routes = std::move(wanted);
    return {};
}

} // namespace skiff::proxy
