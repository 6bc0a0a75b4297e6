#include "cluster/kubelet/server/kubelet_server.h"

#include "cluster/kubelet/logs/log_follower.h"
#include "cluster/kubelet/server/log_request.h"
#include "cluster/kubelet/server/stats_summary.h"

#include <algorithm>

#include <fmt/format.h>

namespace skiff::kubelet {

namespace {

constexpr std::string_view ApiServerName = "skiff-apiserver";
constexpr std::string_view ApiServerGroup = "system:masters";
constexpr std::chrono::seconds RuntimeLimit{10};

bool isApiServer(const net::Peer* peer)
{
    return peer != nullptr && peer->verified && peer->commonName == ApiServerName &&
           std::find(peer->organizations.begin(), peer->organizations.end(), ApiServerGroup) !=
               peer->organizations.end();
}

void answer(net::Exchange& exchange, int status, std::string text, std::string type = "text/plain")
{
    net::Response response;
    response.status = status;
    response.headers.add("Content-Type", std::move(type));
    response.body.push_back(net::SharedBytes::of(std::move(text)));
    exchange.send(std::move(response));
}

int statusFor(const Error& error)
{
    switch (error.code) {
    case ErrorCode::InvalidArgument:
        return 400;
    case ErrorCode::NotFound:
        return 404;
    case ErrorCode::Unavailable:
        return 503;
    default:
        return 500;
    }
}

Error noSuchPod(const Route& route)
{
    return {ErrorCode::NotFound, fmt::format("pod \"{}_{}\" not found", route.pod, route.namespaceName)};
}

net::HttpServer::Options serverOptions(KubeletServer::Options options)
{
    net::HttpServer::Options server;
    server.address = std::move(options.address);
    server.port = options.port;
    server.tls = std::move(options.tls);
    server.loops = std::move(options.loops);
    return server;
}

} // namespace

KubeletServer::KubeletServer(Options options, Kubelet& kubelet, runtime::RuntimeService& runtime, const Clock& clock)
    : m_kubelet(kubelet),
      m_runtime(runtime),
      m_clock(clock),
      m_streams(options.loops, kubelet.main()),
      m_server(serverOptions(std::move(options)), [this](ExchangePtr exchange) { handle(std::move(exchange)); })
{}

KubeletServer::~KubeletServer()
{
    stop();
}

Status KubeletServer::start()
{
    return m_server.start();
}

void KubeletServer::stop()
{
    m_stop.request_stop();
    m_server.stop();
}

void KubeletServer::handle(ExchangePtr exchange)
{
    const net::Request& request = exchange->request();
    if (!isApiServer(request.peer.get()))
        return answer(*exchange, request.peer && request.peer->verified ? 403 : 401, "Unauthorized");
    auto route = parseRoute(request.path, request.query);
    if (!route)
        return answer(*exchange, 404, "404 page not found\n");
    if (route->verb == "healthz")
        return answer(*exchange, 200, "ok");
    if (route->verb == "pods")
        return servePods(exchange);
    if (route->verb == "stats")
        return serveStats(exchange);
    if (route->verb == "containerLogs")
        return serveLog(exchange, std::move(*route));
    serveStream(exchange, std::move(*route));
}

void KubeletServer::servePods(const ExchangePtr& exchange)
{
    m_kubelet.list([exchange](const std::vector<Kubelet::PodView>& pods) {
        std::string items;
        for (const Kubelet::PodView& view : pods)
            items += fmt::format("{}{}", items.empty() ? "" : ",", view.pod.root().span());
        answer(*exchange, 200,
               fmt::format(R"({{"kind":"PodList","apiVersion":"v1","metadata":{{}},"items":[{}]}})", items),
               "application/json");
    });
}

void KubeletServer::serveStats(const ExchangePtr& exchange)
{
    m_kubelet.pool().post([this, exchange] {
        const auto stats = m_runtime.listContainerStats({RuntimeLimit, m_stop.get_token()});
        if (!stats.ok())
            return answer(*exchange, statusFor(stats.error()), stats.error().message);
        answer(*exchange, 200, data::toJson(statsSummary(m_kubelet.facts().nodeName, *stats, m_clock.now())),
               "application/json");
    });
}

void KubeletServer::serveLog(const ExchangePtr& exchange, Route route)
{
    m_kubelet.find(route.namespaceName, route.pod, {}, [this, exchange, route](std::optional<Kubelet::PodView> view) {
        if (!view)
            return answer(*exchange, 404, noSuchPod(route).message);
        m_kubelet.pool().post([this, exchange, route, view = *view] { sendLogOf(exchange, route, view); });
    });
}

void KubeletServer::sendLogOf(const ExchangePtr& exchange, const Route& route, const Kubelet::PodView& view)
{
    const auto request = LogRequest::parse(route, m_clock.now());
    const auto chosen = request.ok() ? chooseLog(view.state, route, request->previous)
                                     : Result<runtime::ContainerStatus>(request.error());
    if (!chosen.ok())
        return answer(*exchange, statusFor(chosen.error()), chosen.error().message);
    std::stop_source stop;
    const std::stop_callback serverStops(m_stop.get_token(), [stop]() mutable { stop.request_stop(); });
    exchange->onGone([stop]() mutable { stop.request_stop(); });
    net::Headers headers;
    headers.add("Content-Type", "text/plain");
    exchange->startStream(200, std::move(headers));
    LogSource source;
    source.path = chosen->logPath;
    source.options = request->options;
    source.follow = request->follow && chosen->container.state == runtime::ContainerState::Running;
    source.stillRuns = [&] {
        const auto now = m_runtime.containerStatus(chosen->container.id, {RuntimeLimit, stop.get_token()});
        return now.ok() && now->container.state == runtime::ContainerState::Running;
    };
    const LogSink sink{[&](std::string text) { return exchange->write({net::SharedBytes::of(std::move(text))}); },
                       [&] {
                           return exchange->queuedBytes();
                       }};
    const Status sent = sendLog(source, sink, stop.get_token());
    if (!sent.ok())
        exchange->write({net::SharedBytes::of(fmt::format("failed to read the log: {}\n", sent.error().message))});
    exchange->finish();
}

void KubeletServer::serveStream(const ExchangePtr& exchange, Route route)
{
    if (!exchange->request().headers.hasToken("Connection", "Upgrade"))
        return answer(*exchange, 400, "Upgrade request required");
    m_kubelet.find(
        route.namespaceName, route.pod, route.uid, [this, exchange, route](std::optional<Kubelet::PodView> view) {
            if (!view)
                return answer(*exchange, 404, noSuchPod(route).message);
            m_kubelet.pool().post([this, exchange, route, view = *view] { openStream(exchange, route, view); });
        });
}

void KubeletServer::openStream(const ExchangePtr& exchange, const Route& route, const Kubelet::PodView& view)
{
    const Status status =
        route.verb == "portForward" ? openPorts(exchange, route, view) : openCommand(exchange, route, view);
    if (!status.ok())
        answer(*exchange, statusFor(status.error()), status.error().message);
}

Status KubeletServer::openPorts(const ExchangePtr& exchange, const Route& route, const Kubelet::PodView& view)
{
    const runtime::SandboxStatus* sandbox = view.state.sandbox();
    if (sandbox == nullptr || sandbox->sandbox.state != runtime::SandboxState::Ready)
        return noSuchPod(route);
    SKIFF_TRY_ASSIGN(const std::string networkNamespace,
                     m_runtime.networkNamespace(sandbox->sandbox.id, {RuntimeLimit, m_stop.get_token()}));
    std::vector<std::string> ports = route.all("port");
    for (std::string& more : route.all("ports"))
        ports.push_back(std::move(more));
    m_streams.servePorts(exchange, {networkNamespace, route.pod, sandbox->sandbox.metadata.uid}, ports);
    return {};
}

Status KubeletServer::openCommand(const ExchangePtr& exchange, const Route& route, const Kubelet::PodView& view)
{
    const runtime::ContainerStatus* status = view.state.latest(route.container);
    if (status == nullptr || status->container.state != runtime::ContainerState::Running)
        return Error{ErrorCode::NotFound, fmt::format("container not found (\"{}\")", route.container)};
    runtime::StreamRequest request;
    request.containerId = status->container.id;
    request.command = route.all("command");
    request.tty = route.flag("tty");
    // The kubelet's own words first, then those of the API server's sub-resource.
    request.standardInput = route.flag("input") || route.flag("stdin");
    request.standardOutput = route.flag("output") || route.flag("stdout");
    request.standardError = !request.tty && (route.flag("error") || route.flag("stderr"));
    const runtime::CallLimit limit{RuntimeLimit, m_stop.get_token()};
    SKIFF_TRY_ASSIGN(const std::string url,
                     route.verb == "exec" ? m_runtime.exec(request, limit) : m_runtime.attach(request, limit));
    m_streams.serveCommand(exchange, url,
                           {request.standardInput, request.standardOutput, request.standardError, request.tty});
    return {};
}

} // namespace skiff::kubelet
