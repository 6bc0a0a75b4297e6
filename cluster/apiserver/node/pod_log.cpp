#include "cluster/apiserver/node/pod_log.h"

#include "cluster/data/document.h"

#include <fmt/format.h>

namespace skiff::apiserver {

namespace {

/// Bytes that wait for a slow reader before the kubelet is asked to pause, and how long it pauses.
constexpr size_t pauseAt = 1024 * 1024;
constexpr Duration pause = std::chrono::milliseconds(20);
constexpr size_t maxRefusal = 4096;

Checked checkLogOptions(const ApiCall& call)
{
    const Query& query = call.request->query;
    Causes causes;
    const auto atLeast = [&](const char* name, int64_t least, std::string_view why) {
        const auto value = query.number(name);
        if (query.has(name) && (!value || *value < least))
            causes.push_back(invalidField(name, value ? std::to_string(*value) : quoted(query.get(name)), why));
    };
    atLeast("tailLines", 0, "must be greater than or equal to 0");
    atLeast("limitBytes", 1, "must be greater than 0");
    atLeast("sinceSeconds", 1, "must be greater than 0");
    if (query.has("sinceSeconds") && query.has("sinceTime"))
        causes.push_back(forbiddenField("[]", "at most one of `sinceTime` or `sinceSeconds` may be specified"));
    if (causes.empty())
        return Done{};
    return invalid("", "PodLogOptions", call.target.name, std::move(causes));
}

/// One log on its way from kubelet to client. Kept alive by the call's callbacks.
class LogStream final : public std::enable_shared_from_this<LogStream>
{
public:
    explicit LogStream(const ApiCall& call) : m_call(call) {}

    void start(net::HttpClient& client, net::ClientRequest request);

private:
    void onHead(int status, const net::Headers& headers);
    void onData(std::string_view bytes);
    void onEnd(const Status& status);
    void waitForReader();

    ApiCall m_call;
    net::Endpoint m_endpoint;
    std::string m_target;
    int m_status = 0;
    std::string m_refusal;
    std::shared_ptr<net::Exchange> m_exchange;
    Mutex m_mutex;
    std::unique_ptr<net::ClientCall> m_upstream SKIFF_GUARDED_BY(m_mutex);
};

void LogStream::start(net::HttpClient& client, net::ClientRequest request)
{
    m_endpoint = request.endpoint;
    m_target = request.target.substr(0, request.target.find('?'));
    net::ResponseSink sink;
    sink.onHead = [self = shared_from_this()](int status, const net::Headers& headers) { self->onHead(status, headers); };
    sink.onData = [self = shared_from_this()](std::string_view bytes) { self->onData(bytes); };
    sink.onEnd = [self = shared_from_this()](const Status& status) { self->onEnd(status); };
    MutexLock lock(m_mutex);
    m_upstream = client.stream(std::move(request), std::move(sink));
}

void LogStream::onHead(int status, const net::Headers&)
{
    m_status = status;
    if (status != 200)
        return;
    net::Headers headers;
    headers.add("Content-Type", "text/plain");
    m_exchange = m_call.request->startStream(200, std::move(headers));
    if (!m_exchange)
        return;
    m_exchange->onGone([weak = weak_from_this()] {
        const auto self = weak.lock();
        if (!self)
            return;
        // The call may not be ended inside one of its own callbacks' locks: elsewhere.
        onPool(self->m_call, [self] {
            std::unique_ptr<net::ClientCall> upstream;
            MutexLock lock(self->m_mutex);
            upstream = std::move(self->m_upstream);
            lock.unlock();
        });
    });
}

void LogStream::onData(std::string_view bytes)
{
    if (m_status != 200) {
        m_refusal.append(bytes.substr(0, maxRefusal - std::min(maxRefusal, m_refusal.size())));
        return;
    }
    if (!m_exchange)
        return;
    m_exchange->write({net::SharedBytes::of(std::string(bytes))});
    if (m_exchange->queuedBytes() < pauseAt)
        return;
    MutexLock lock(m_mutex);
    if (!m_upstream)
        return;
    m_upstream->pause();
    lock.unlock();
    waitForReader();
}

void LogStream::waitForReader()
{
    m_call.services.pool
        .postAfter(pause, [self = shared_from_this()] {
            if (self->m_exchange->queuedBytes() >= pauseAt)
                return self->waitForReader();
            MutexLock lock(self->m_mutex);
            if (self->m_upstream)
                self->m_upstream->resume();
        })
        .detach();
}

void LogStream::onEnd(const Status& status)
{
    if (m_exchange)
        return status.ok() ? m_exchange->finish() : m_exchange->abort();
    if (status.ok())
        return m_call.request->fail(fromKubelet(m_status, std::move(m_refusal)));
    m_call.request->fail(plainError(fmt::format("Get \"{}{}\": {}", m_endpoint.text(), m_target, status.error().message)));
}

} // namespace

StatusError fromKubelet(int status, std::string text)
{
    while (text.ends_with('\n'))
        text.pop_back();
    StatusError error;
    error.code = status >= 400 ? status : 500;
    error.reason = status == 400 ? "BadRequest" : status == 404 ? "NotFound" : "InternalError";
    error.message = text.empty() ? fmt::format("the kubelet answered {}", status) : std::move(text);
    return error;
}

Outcome<std::string> chooseContainer(const StoredObject& pod, std::string_view name)
{
    const auto document = data::Document::parse(std::string(pod.json()));
    if (!document.ok())
        return internalError("the pod cannot be read");
    const data::Node spec = (*document)->root()["spec"];
    std::vector<std::string_view> main;
    for (const char* list : {"containers", "initContainers", "ephemeralContainers"}) {
        for (const data::Node container : spec[list]) {
            if (!name.empty() && container["name"].asString() == name)
                return std::string(name);
            if (std::string_view(list) == "containers")
                main.push_back(container["name"].asString());
        }
    }
    if (!name.empty())
        return badRequest(fmt::format("container {} is not valid for pod {}", name, pod.name()));
    const std::string_view preferred =
        (*document)->root()["metadata"]["annotations"]["kubectl.kubernetes.io/default-container"].asString();
    for (const std::string_view each : main)
        if (each == preferred)
            return std::string(each);
    if (main.size() == 1)
        return std::string(main.front());
    return badRequest(fmt::format("a container name must be specified for pod {}, choose one of: [{}]", pod.name(), fmt::join(main, " ")));
}

void handlePodLog(const ApiCall& call, NodeConnection& nodes)
{
    const ObjectPtr pod = call.target.served.cache.find(call.target.key());
    if (!pod)
        return call.request->fail(notFound(call.target.served.resource, call.target.name));
    if (const Checked options = checkLogOptions(call); !options.ok())
        return call.request->fail(options.error());
    const auto container = chooseContainer(*pod, call.request->query.get("container"));
    if (!container.ok())
        return call.request->fail(container.error());
    const auto kubelet = nodes.kubeletOf(*pod);
    if (!kubelet.ok())
        return call.request->fail(kubelet.error());
    net::ClientRequest request;
    request.endpoint = *kubelet;
    request.target = fmt::format("/containerLogs/{}/{}/{}", net::percentEncode(call.target.nameSpace),
                                 net::percentEncode(call.target.name), net::percentEncode(*container));
    if (!call.request->http().query.empty())
        request.target += "?" + call.request->http().query;
    std::make_shared<LogStream>(call)->start(nodes.client(), std::move(request));
}

} // namespace skiff::apiserver
