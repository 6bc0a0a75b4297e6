#pragma once

#include "cluster/apiserver/admission/admission.h"
#include "cluster/apiserver/crd/definition_controller.h"
#include "cluster/apiserver/discovery/discovery_documents.h"
#include "cluster/apiserver/discovery/health.h"
#include "cluster/apiserver/discovery/open_api_handler.h"
#include "cluster/apiserver/filters/metrics_filter.h"
#include "cluster/apiserver/handlers/target.h"
#include "cluster/apiserver/node/node_connection.h"
#include "cluster/apiserver/pipeline.h"
#include "cluster/apiserver/registry/builtin_strategies.h"
#include "cluster/apiserver/registry/core/component_status.h"
#include "cluster/apiserver/resource_router.h"
#include "cluster/apiserver/security.h"
#include "cluster/apiserver/special_endpoints.h"
#include "cluster/base/thread_executor.h"

#include <memory>
#include <string>

namespace skiff::apiserver {

/// The Kubernetes API over a store: takes requests, whoever brings them, and answers them.
///
/// Owned by the server process, which brings requests from the network (handle) and from
/// components inside it (handleAs). Any thread. start() before the first request; stop() after
/// the last one was brought.
class ApiServer
{
public:
    struct Options
    {
        std::string version;                       ///< of this program, "0.1.0"
        ServiceClaims::Ranges serviceRanges;
        unsigned poolThreads = 2;
        /// How kubelets are reached and convinced.
        NodeConnection::Options nodes;
    };
    /// Everything given must outlive the server.
    struct Dependencies
    {
        store::Store& store;
        const Clock& clock;
        pki::Key serviceAccountKey;                ///< signs and checks tokens
    };
    ApiServer(Dependencies dependencies, Options options);
    ~ApiServer();

    /// Loads the caches and repairs what a crash may have left.
    Status start();
    void stop();

    /// A request from the network; its sender is found out.
    void handle(std::shared_ptr<net::Exchange> exchange);
    /// A request from inside the process, by someone known. It is authorized like all others.
    void handleAs(std::shared_ptr<net::Exchange> exchange, auth::UserPtr user);

    Health& health() { return m_health; }
    const Registry& registry() const { return *m_registry; }
    WatchCache& cache() { return m_cache; }
    Executor& pool() { return m_pool; }
    const ApiServices& services() const { return *m_services; }
    const Security& security() const { return *m_security; }
    /// For parts that are added from outside, before start().
    SpecialEndpoints& specialEndpoints() { return m_special; }

private:
    void addFilters();
    void addAdmission(store::Store& store);
    void dispatch(const ContextPtr& request);
    void dispatchOther(const ContextPtr& request);
    void answerIdentity(const ContextPtr& request) const;
    std::string metricsText() const;
    std::string gitVersion() const;
    std::string versionText() const;
    Status repairClaims();

    const Clock& m_clock;
    Options m_options;
    RequestGate m_gate;
    ThreadExecutor m_pool;
    WatchCache m_cache;
    ServiceClaims m_claims;
    BuiltinStrategies m_strategies;
    AdmissionChain m_admission;
    SpecialEndpoints m_special;
    std::unique_ptr<Registry> m_registry;
    std::unique_ptr<Security> m_security;
    std::unique_ptr<ApiServices> m_services;
    std::unique_ptr<NodeConnection> m_nodes;
    std::unique_ptr<ResourceRouter> m_router;
    std::shared_ptr<DefinitionController> m_definitions;
    std::unique_ptr<DiscoveryDocuments> m_discovery;
    std::unique_ptr<OpenApiHandler> m_openApi;
    Health m_health;
    std::unique_ptr<ComponentStatuses> m_components;
    Pipeline m_pipeline;
    MetricsFilter* m_metrics = nullptr;            ///< owned by m_pipeline
    std::atomic<bool> m_started{false};
};

} // namespace skiff::apiserver
