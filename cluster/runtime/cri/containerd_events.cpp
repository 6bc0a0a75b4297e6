#include "cluster/runtime/cri/containerd_events.h"

#include "cluster/base/log.h"
#include "cluster/data/base64.h"
#include "cluster/data/protobuf/message.h"
#include "cluster/runtime/cri/message_types.h"
#include "cluster/runtime/cri/sandbox_messages.h"

#include <fmt/format.h>

#include <random>
#include <utility>

namespace skiff::runtime::cri {

namespace {

using namespace std::chrono_literals;

constexpr std::string_view markerTopic = "/skiff/subscribed";
/// After so many looks (about two seconds) the exit is told whatever CRI says.
constexpr int maxLooks = 9;

data::Value subscription()
{
    data::Array filters;
    for (const std::string_view topic : {"/containers/create", "/containers/delete", "/tasks/start", "/tasks/exit"})
        filters.emplace_back(fmt::format("namespace==k8s.io,topic==\"{}\"", topic));
    filters.emplace_back(fmt::format("topic==\"{}\"", markerTopic));
    return data::Object{{"filters", std::move(filters)}};
}

std::string encode(const data::Value& message, std::string_view type)
{
    return data::encodeMessage(message, messageType(type));
}

/// The id in an event's message of `type`; empty when it cannot be read.
std::string readId(std::string_view bytes, std::string_view type, std::string_view field)
{
    const Result<data::Value> message = data::decodeMessage(bytes, messageType(type));
    return message.ok() ? std::string(data::stringAt(*message, {field})) : std::string();
}

std::string makeMarker()
{
    std::random_device random;
    return fmt::format("{:08x}{:08x}", random(), random());
}

} // namespace

ContainerdEvents::ContainerdEvents(std::shared_ptr<CriClient> client)
    : m_client(std::move(client)), m_marker(makeMarker()), m_backoff(50ms, 5s), m_publishBackoff(50ms, 1s)
{}

ContainerdEvents::~ContainerdEvents()
{
    stop();
}

void ContainerdEvents::start(Sink sink)
{
    m_sink = std::move(sink);
    m_executor = std::make_shared<ThreadExecutor>("cri-events");
    m_executor->post([this] { connect(); });
}

void ContainerdEvents::stop()
{
    if (!m_executor)
        return;
    m_executor->stop();
    // Nothing runs any more and late callbacks find a stopped executor.
    m_stream.reset();
    m_publication.reset();
    m_confirmations.clear();
    m_retry.cancel();
    m_publishAgain.cancel();
}

void ContainerdEvents::connect()
{
    const uint64_t connection = ++m_connection;
    m_connected = false;
    const std::weak_ptr<ThreadExecutor> executor = m_executor;
    const auto post = [this, executor, connection](auto task) {
        if (const auto alive = executor.lock())
            alive->post([this, connection, task = std::move(task)] {
                if (connection == m_connection)
                    task();
            });
    };
    net::GrpcRequest request;
    request.method = "/containerd.services.events.v1.Events/Subscribe";
    request.message = encode(subscription(), "containerd.events.SubscribeRequest");
    net::GrpcSink sink;
    sink.onSent = [this, post] {
        post([this] { publishMarker(); });
    };
    sink.onMessage = [this, post](std::string_view message) {
        post([this, text = std::string(message)] { take(text); });
    };
    sink.onEnd = [this, post](const Status& status) {
        const Error error =
            status.ok() ? Error{ErrorCode::Unavailable, "the runtime ended its events"} : status.error();
        post([this, error] { lost(error); });
    };
    m_stream = m_client->grpc().serverStream(std::move(request), std::move(sink));
}

/// The server says nothing when a subscription works, so one event of our own is sent until it comes back.
void ContainerdEvents::publishMarker()
{
    if (m_connected)
        return;
    net::GrpcRequest request;
    request.method = "/containerd.services.events.v1.Events/Publish";
    request.metadata.add("containerd-namespace", "k8s.io");
    request.timeout = 5s;
    const data::Value event = data::Object{{"type_url", "skiff/marker"}, {"value", data::toBase64(m_marker)}};
    request.message =
        encode(data::Object{{"topic", markerTopic}, {"event", event}}, "containerd.events.PublishRequest");
    // Its failure shows in the marker's absence.
    m_publication = m_client->grpc().unary(std::move(request), [](const Result<std::string>&) {});
    m_publishAgain = m_executor->postAfter(m_publishBackoff.next(), [this] { publishMarker(); });
}

void ContainerdEvents::take(const std::string& message)
{
    const Result<data::Value> envelope = data::decodeMessage(message, messageType("containerd.events.Envelope"));
    if (!envelope.ok()) {
        log::warning("runtime", "an event cannot be read: {}", envelope.error().message);
        return;
    }
    const std::string_view topic = data::stringAt(*envelope, {"topic"});
    const std::string bytes = readBytes(*envelope, {"event", "value"});
    if (topic == markerTopic) {
        if (bytes == m_marker && !std::exchange(m_connected, true)) {
            m_publishAgain.cancel();
            m_publishBackoff.reset();
            m_backoff.reset();
            m_sink.onConnected();
        }
    } else if (topic == "/containers/create") {
        emit(RuntimeEvent::Kind::Created, readId(bytes, "containerd.events.ContainerCreate", "id"));
    } else if (topic == "/containers/delete") {
        emit(RuntimeEvent::Kind::Deleted, readId(bytes, "containerd.events.ContainerDelete", "id"));
    } else if (topic == "/tasks/start") {
        emit(RuntimeEvent::Kind::Started, readId(bytes, "containerd.events.TaskStart", "container_id"));
    } else if (topic == "/tasks/exit") {
        takeTaskExit(bytes);
    }
}

void ContainerdEvents::takeTaskExit(std::string_view bytes)
{
    const std::string container = readId(bytes, "containerd.events.TaskExit", "container_id");
    // An exec that ends has an id of its own.
    if (!container.empty() && readId(bytes, "containerd.events.TaskExit", "id") == container &&
        m_confirmations.try_emplace(container).second)
        confirmStopped(container);
}

void ContainerdEvents::emit(RuntimeEvent::Kind kind, std::string id)
{
    if (!id.empty())
        m_sink.onEvent({kind, std::move(id)});
}

/// Asks CRI for the container's state, or the sandbox's when there is no such container.
void ContainerdEvents::confirmStopped(const std::string& id)
{
    Confirmation& confirmation = m_confirmations[id];
    const std::string_view method = confirmation.isSandbox ? "PodSandboxStatus" : "ContainerStatus";
    const std::string_view field = confirmation.isSandbox ? "pod_sandbox_id" : "container_id";
    const std::weak_ptr<ThreadExecutor> executor = m_executor;
    confirmation.call = m_client->start(
        "RuntimeService", method, data::Object{{field, id}}, 5s, [this, executor, id](Result<data::Value> answer) {
            if (const auto alive = executor.lock())
                alive->post([this, id, answer = std::move(answer)] { stoppedAnswer(id, answer); });
        });
}

void ContainerdEvents::stoppedAnswer(const std::string& id, const Result<data::Value>& answer)
{
    const auto found = m_confirmations.find(id);
    if (found == m_confirmations.end())
        return;
    Confirmation& confirmation = found->second;
    const bool unknown = !answer.ok() && answer.error().code == ErrorCode::NotFound;
    if (unknown && !std::exchange(confirmation.isSandbox, true)) {
        confirmStopped(id);
        return;
    }
    // Of containers 0 is created (a short program may end before CRI has noted that it started) and 1 running; of
    // sandboxes 0 is ready.
    const int64_t lastLivingState = confirmation.isSandbox ? 0 : 1;
    const bool living = answer.ok() && data::intAt(*answer, {"status", "state"}) <= lastLivingState;
    if (living && ++confirmation.tries < maxLooks) {
        confirmation.timer = m_executor->postAfter(4ms * (1 << confirmation.tries), [this, id] {
            if (m_confirmations.contains(id))
                confirmStopped(id);
        });
        return;
    }
    m_confirmations.erase(found);
    emit(RuntimeEvent::Kind::Stopped, id);
}

void ContainerdEvents::lost(const Error& error)
{
    ++m_connection;
    m_publishAgain.cancel();
    m_confirmations.clear();
    m_sink.onLost(error);
    m_retry = m_executor->postAfter(m_backoff.next(), [this] { connect(); });
}

} // namespace skiff::runtime::cri
