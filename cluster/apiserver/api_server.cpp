#include "cluster/apiserver/api_server.h"

#include "cluster/apiserver/admission/namespace_lifecycle.h"
#include "cluster/apiserver/admission/node_restriction_admission.h"
#include "cluster/apiserver/admission/pod_admission.h"
#include "cluster/apiserver/admission/rbac_admission.h"
#include "cluster/apiserver/answer.h"
#include "cluster/apiserver/filters/authentication_filter.h"
#include "cluster/apiserver/filters/authorization_filter.h"
#include "cluster/apiserver/filters/deadline_filter.h"
#include "cluster/apiserver/filters/in_flight_filter.h"
#include "cluster/apiserver/filters/request_info_filter.h"
#include "cluster/apiserver/node/pod_connect.h"
#include "cluster/apiserver/registry/auth/review_endpoints.h"
#include "cluster/apiserver/registry/core/binding_endpoints.h"
#include "cluster/apiserver/registry/core/component_status.h"
#include "cluster/apiserver/registry/policy/eviction_endpoint.h"
#include "cluster/apiserver/registry/core/service_strategy.h"
#include "cluster/base/log.h"

#include <fmt/format.h>

namespace skiff::apiserver {

namespace {

/// How long stop() waits for the last references to requests, which the store's thread may hold.
constexpr std::chrono::milliseconds stopPatience(5000);

} // namespace

ApiServer::ApiServer(Dependencies dependencies, Options options)
    : m_clock(dependencies.clock), m_options(std::move(options)), m_pool("apiserver", m_options.poolThreads),
      m_cache(dependencies.store), m_claims(dependencies.store, m_options.serviceRanges), m_strategies(m_claims)
{
    m_registry = std::make_unique<Registry>(m_cache, m_strategies);
    m_security = std::make_unique<Security>(*m_registry, m_cache, std::move(dependencies.serviceAccountKey), m_clock);
    m_services = std::make_unique<ApiServices>(
        ApiServices{dependencies.clock, m_pool, dependencies.store, m_cache, *m_registry, m_admission, m_security->authorizer()});
    m_router = std::make_unique<ResourceRouter>(*m_services, m_special);
    addReviewEndpoints(m_special, *m_services, *m_security);
    addBindingEndpoints(m_special, *m_services);
    addEvictionEndpoint(m_special, *m_services);
    m_components = std::make_unique<ComponentStatuses>(m_special, *m_services, m_health);
    m_nodes = std::make_unique<NodeConnection>(*m_registry, m_options.nodes);
    addPodConnectEndpoints(m_special, *m_services, *m_nodes);
    m_health.addReadyCheck("watchcache", [this] { return m_started.load(); });
    m_definitions = std::make_shared<DefinitionController>(*m_registry, m_cache, dependencies.store, m_clock, m_pool, m_gate);
    m_discovery = std::make_unique<DiscoveryDocuments>(m_registry->customs());
    m_openApi = std::make_unique<OpenApiHandler>(m_pool, m_registry->customs(), gitVersion());
    addFilters();
    addAdmission(dependencies.store);
}

ApiServer::~ApiServer()
{
    stop();
}

/// The way of every request, in order: what a filter needs, an earlier one has found out.
void ApiServer::addFilters()
{
    auto metrics = std::make_unique<MetricsFilter>(m_clock);
    m_metrics = metrics.get();
    m_pipeline.add(std::move(metrics));
    m_pipeline.add(std::make_unique<RequestInfoFilter>());
    m_pipeline.add(std::make_unique<AuthenticationFilter>(m_security->authenticator()));
    m_pipeline.add(std::make_unique<ImpersonationFilter>(m_security->authorizer()));
    m_pipeline.add(std::make_unique<InFlightFilter>(m_pipeline, m_pool, InFlightFilter::Limits{400, 800},
                                                    InFlightFilter::Limits{200, 400}));
    m_pipeline.add(std::make_unique<DeadlineFilter>(m_pool, m_clock));
    m_pipeline.add(std::make_unique<AuthorizationFilter>(m_security->authorizer()));
    m_pipeline.setLast([this](const ContextPtr& request) { dispatch(request); });
}

/// What every write passes, in order: first what must exist, then what is filled in, then what is refused.
void ApiServer::addAdmission(store::Store& store)
{
    m_admission.add(std::make_unique<NamespaceLifecycle>(*m_registry, store));
    m_admission.add(std::make_unique<ServiceAccountAdmission>(*m_registry, store));
    m_admission.add(std::make_unique<NodeRestrictionAdmission>());
    m_admission.add(std::make_unique<NodeTaintAdmission>());
    m_admission.add(std::make_unique<PriorityAdmission>());
    m_admission.add(std::make_unique<DefaultTolerationSeconds>());
    m_admission.add(std::make_unique<RbacAdmission>(*m_security));
}

Status ApiServer::start()
{
    SKIFF_TRY(m_cache.start());
    SKIFF_TRY(repairClaims());
    m_security->start();
    SKIFF_TRY(m_definitions->start());
    m_started = true;
    return {};
}

void ApiServer::stop()
{
    m_started = false;
    m_cache.stop();
    m_pool.stop();
    if (!m_gate.waitUntilEmpty(stopPatience))
        log::warning("apiserver", "stopped with requests under way");
}

Status ApiServer::repairClaims()
{
    const ServedResource* services = m_registry->find("", "v1", "services");
    if (!services)
        return {};
    std::vector<data::Value> objects;
    for (const ObjectPtr& object : services->cache.list(services->key("", "")).objects)
        objects.push_back(object->toValue("Service", "v1"));
    if (const Checked repaired = ServiceStrategy::repair(m_claims, objects); !repaired.ok())
        return Error{ErrorCode::Unavailable, "repair of service addresses: " + repaired.error().message};
    return {};
}

void ApiServer::handle(std::shared_ptr<net::Exchange> exchange)
{
    m_pipeline.run(std::make_shared<RequestContext>(std::move(exchange), m_gate));
}

void ApiServer::handleAs(std::shared_ptr<net::Exchange> exchange, auth::UserPtr user)
{
    const auto request = std::make_shared<RequestContext>(std::move(exchange), m_gate);
    request->user = std::move(user);
    m_pipeline.run(request);
}

void ApiServer::dispatch(const ContextPtr& request)
{
    if (!m_started && request->info.isResource)
        return request->fail(unavailable("the server is starting"));
    if (request->info.isResource)
        return m_router->route(request);
    dispatchOther(request);
}

void ApiServer::dispatchOther(const ContextPtr& request)
{
    const std::string_view path = request->info.path;
    if (m_health.answer(request) || m_discovery->answer(request) || m_openApi->answer(request))
        return;
    if (path == "/version" || path == "/version/")
        return answerJson(request, 200, versionText());
    if (path == "/metrics")
        return answerText(request, 200, metricsText());
    if (path == "/openid/v1/jwks" || path == "/.well-known/openid-configuration")
        return answerIdentity(request);
    if (path == "/")
        return answerJson(request, 200,
                          std::string(R"({"paths":["/api","/api/v1","/apis","/healthz","/livez","/metrics","/openapi/v2",)"
                                      R"("/openapi/v3","/readyz","/version"]})"));
    answerNoPage(request);
}

void ApiServer::answerIdentity(const ContextPtr& request) const
{
    const auth::ServiceAccountTokens& tokens = m_security->tokens();
    if (request->info.path == "/openid/v1/jwks")
        return answerJson(request, 200, data::toJson(tokens.keySet()));
    answerJson(request, 200,
               fmt::format(R"({{"issuer":"{0}","jwks_uri":"https://{1}/openid/v1/jwks","response_types_supported":["id_token"],)"
                           R"("subject_types_supported":["public"],"id_token_signing_alg_values_supported":["ES256"]}})",
                           tokens.issuer(), request->http().headers.get("Host")));
}

std::string ApiServer::gitVersion() const
{
    return fmt::format("v1.33.0+skiff-{}", m_options.version);
}

std::string ApiServer::versionText() const
{
    return fmt::format(R"({{"major":"1","minor":"33","gitVersion":"{}","gitCommit":"","gitTreeState":"",)"
                       R"("buildDate":"","goVersion":"","compiler":"g++","platform":"linux/amd64"}})",
                       gitVersion());
}

std::string ApiServer::metricsText() const
{
    return m_metrics->text() +
           fmt::format("# HELP apiserver_watchers Watches under way.\n# TYPE apiserver_watchers gauge\napiserver_watchers {}\n"
                       "# HELP apiserver_storage_objects Objects stored.\n# TYPE apiserver_storage_objects gauge\n"
                       "apiserver_storage_objects {}\n",
                       m_cache.watcherCount(), m_cache.objectCount());
}

} // namespace skiff::apiserver
