#include "cluster/server/server.h"

#include "cluster/apiserver/api_server.h"
#include "cluster/base/file.h"
#include "cluster/base/log.h"
#include "cluster/client/kubeconfig.h"
#include "cluster/net/http_server.h"
#include "cluster/pki/credentials.h"
#include "cluster/server/compaction.h"
#include "cluster/server/components.h"
#include "cluster/server/event_expiry.h"
#include "cluster/server/first_objects.h"
#include "cluster/server/housekeeping.h"
#include "cluster/server/loopback_transport.h"
#include "cluster/store/sqlite/sqlite_store.h"

#include <fmt/format.h>

#include <chrono>
#include <future>
#include <optional>

namespace skiff::server {

namespace {

/// How long starting waits for the controllers before it says that the server is ready all the same.
constexpr std::chrono::seconds componentPatience(30);
constexpr std::string_view apiServiceIp = "10.96.0.1";
/// Where nodes may be: private networks, so that no Node object leads the server out of them.
constexpr const char* nodeRanges[] = {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"};

apiserver::auth::UserPtr component(std::string name, std::vector<std::string> groups)
{
    auto user = std::make_shared<apiserver::auth::User>();
    user->name = std::move(name);
    user->groups = std::move(groups);
    user->groups.emplace_back(apiserver::auth::authenticatedGroup);
    return user;
}

} // namespace

/// What runs, in the order of its making; it goes in the other order.
struct Server::Parts
{
    std::unique_ptr<store::Store> store;
    std::optional<pki::ClusterCredentials> credentials;
    ThreadExecutor executor{"components", 2};
    std::unique_ptr<apiserver::ApiServer> api;
    std::unique_ptr<LoopbackTransport> ownTransport;   ///< of the server itself, a member of system:masters
    std::optional<Compaction> compaction;
    std::optional<EventExpiry> eventExpiry;
    Housekeeping housekeeping{executor};
    std::unique_ptr<Components> components;
    std::unique_ptr<net::HttpServer> http;
    std::atomic<bool> firstObjects{false};
};

Server::Server(ServerOptions options, const Clock& clock)
    : m_options(std::move(options)), m_clock(clock), m_parts(std::make_unique<Parts>())
{
}

Server::~Server()
{
    stop();
}

uint16_t Server::port() const
{
    return m_parts->http ? m_parts->http->port() : 0;
}

std::string Server::advertised() const
{
    return m_options.advertiseAddress.empty() ? m_options.bindAddress : m_options.advertiseAddress;
}

Status Server::start()
{
    SKIFF_TRY(file::makeFolders(m_options.dataDir));
    SKIFF_TRY(openStore());
    SKIFF_TRY(openCredentials());
    SKIFF_TRY(startApi());
    SKIFF_TRY(startComponents());
    return writeKubeconfig();
}

Status Server::openStore()
{
    SKIFF_TRY_ASSIGN(m_parts->store, store::openSqliteStore({.folder = m_options.dataDir + "/store"}));
    return {};
}

Status Server::openCredentials()
{
    std::vector<std::string> names = m_options.serverNames;
    for (const std::string& address : {m_options.bindAddress, m_options.advertiseAddress})
        if (!address.empty() && address != "0.0.0.0" && address != "::")
            names.push_back(address);
    SKIFF_TRY_ASSIGN(m_parts->credentials, pki::ClusterCredentials::openOrCreate(m_options.dataDir, names, m_clock));
    return {};
}

Status Server::startApi()
{
    Parts& parts = *m_parts;
    apiserver::ApiServer::Options options;
    options.version = m_options.version;
    options.nodes.tls = {parts.credentials->authority().certificatePem(), parts.credentials->kubeletClient().certificatePem,
                         parts.credentials->kubeletClient().keyPem, {}, false};
    options.nodes.ranges.assign(std::begin(nodeRanges), std::end(nodeRanges));
    parts.api = std::make_unique<apiserver::ApiServer>(
        apiserver::ApiServer::Dependencies{*parts.store, m_clock, parts.credentials->serviceAccountKey()}, options);
    parts.api->health().addReadyCheck("poststarthook/first-objects", [&parts] { return parts.firstObjects.load(); });

    net::HttpServer::Options http;
    http.address = m_options.bindAddress;
    http.port = m_options.httpsPort;
    http.tls = net::ServerTls{parts.credentials->apiServer().certificatePem, parts.credentials->apiServer().keyPem,
                              parts.credentials->authority().certificatePem()};
    parts.http = std::make_unique<net::HttpServer>(
        http, [&parts](std::shared_ptr<net::Exchange> exchange) { parts.api->handle(std::move(exchange)); });
    // The port first: a second server on it should fail before it touches anything.
    SKIFF_TRY(parts.http->start());
    return parts.api->start();
}

Status Server::startComponents()
{
    Parts& parts = *m_parts;
    parts.ownTransport = std::make_unique<LoopbackTransport>(
        *parts.api, parts.executor, component("system:apiserver", {std::string(apiserver::auth::mastersGroup)}), "kube-apiserver");
    SKIFF_TRY(createFirstObjects(*parts.ownTransport, {std::string(apiServiceIp), advertised(), port()}));
    parts.compaction.emplace(*parts.store);
    parts.eventExpiry.emplace(parts.api->registry().find("", "v1", "events")->cache, *parts.store, m_clock);
    parts.housekeeping.add([&parts] { parts.compaction->run(); });
    parts.housekeeping.add([&parts] { parts.eventExpiry->run(); });
    parts.housekeeping.start();
    parts.components = std::make_unique<Components>(*parts.api, parts.executor, m_clock,
                                                    parts.credentials->authority().certificatePem());
    parts.api->health().addReadyCheck("controllers", [&parts] { return parts.components->isReady(); });
    parts.firstObjects = true;
    // Whoever is told that the server is ready finds controllers that act.
    const auto acting = std::make_shared<std::promise<void>>();
    parts.components->start([acting] { acting->set_value(); });
    if (acting->get_future().wait_for(componentPatience) != std::future_status::ready)
        log::warning("server", "controllers and scheduler are not ready after {} s", componentPatience.count());
    return {};
}

Status Server::writeKubeconfig() const
{
    const bool any = m_options.bindAddress == "0.0.0.0" || m_options.bindAddress == "::";
    client::ClientConfig config;
    config.context = "skiff";
    config.server = fmt::format("https://{}:{}", any ? "127.0.0.1" : m_options.bindAddress, port());
    config.authority = m_parts->credentials->authority().certificatePem();
    config.certificate = m_parts->credentials->admin().certificatePem;
    config.key = m_parts->credentials->admin().keyPem;
    const std::string path = m_options.kubeconfigPath.empty() ? m_options.dataDir + "/admin.kubeconfig" : m_options.kubeconfigPath;
    return file::writeAtomically(path, client::Kubeconfig::of(config).toYaml());
}

void Server::stop()
{
    Parts& parts = *m_parts;
    if (parts.components)
        parts.components->stop();
    parts.housekeeping.stop();
    if (parts.http)
        parts.http->stop();
    if (parts.api)
        parts.api->stop();
    parts.executor.stop();
}

} // namespace skiff::server
