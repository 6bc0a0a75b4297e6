#include "cluster/kubelet/node/node_registration.h"

#include "cluster/base/log.h"

#include <fmt/format.h>

namespace skiff::kubelet {

namespace {

constexpr Duration StatusPeriod = std::chrono::minutes(5);
constexpr std::chrono::seconds RuntimeLimit{10};

/// Asks the runtime how it is. Blocking.
NodeHealth askRuntime(runtime::RuntimeService& runtime, runtime::ImageStore& images)
{
    NodeHealth health;
    const auto version = runtime.version({RuntimeLimit, {}});
    const auto state = runtime.health({RuntimeLimit, {}});
    if (!version.ok() || !state.ok()) {
        health.message = fmt::format("container runtime is down: {}",
                                     version.ok() ? state.error().message : version.error().message);
        return health;
    }
    health.runtimeVersion = fmt::format("{}://{}", version->runtimeName, version->runtimeVersion);
    health.ready = state->runtimeReady.met && state->networkReady.met;
    const auto describe = [&](std::string_view what, const runtime::Condition& condition) {
        if (!condition.met)
            health.message += fmt::format("{}{} not ready: reason:{} message:{}", health.message.empty() ? "" : "; ",
                                          what, condition.reason, condition.message);
    };
    describe("container runtime", state->runtimeReady);
    describe("container runtime network", state->networkReady);
    if (auto list = images.listImages({RuntimeLimit, {}}); list.ok())
        health.images = std::move(list).value();
    return health;
}

} // namespace

NodeRegistration::NodeRegistration(Options options, NodeDescription node) : m_options(options), m_node(std::move(node))
{}

NodeRegistration::~NodeRegistration() = default;

void NodeRegistration::start()
{
    registerNode();
    look();
}

void NodeRegistration::stop()
{
    m_stopped = true;
    m_lookTimer.cancel();
    m_retryTimer.cancel();
    m_call.reset();
}

void NodeRegistration::check()
{
    m_lookBackoff.reset();
    look();
}

void NodeRegistration::look()
{
    if (m_looking || m_stopped)
        return;
    m_looking = true;
    m_lookTimer.cancel();
    m_options.pool.post([this] {
        NodeHealth health = askRuntime(m_options.runtime, m_options.images);
        m_options.main.post([this, health = std::move(health)]() mutable { looked(std::move(health)); });
    });
}

void NodeRegistration::looked(NodeHealth health)
{
    m_looking = false;
    if (m_stopped)
        return;
    m_health = std::move(health);
    if (m_health.ready)
        m_lookBackoff.reset();
    const Duration next = m_health.ready ? StatusPeriod : m_lookBackoff.next();
    m_lookTimer = m_options.main.postAfter(next, [this] { look(); });
    if (m_registered)
        writeStatus();
}

void NodeRegistration::call(client::ApiRequest request, std::function<void(const client::ApiResult&)> done)
{
    m_call = m_options.client.start(
        std::move(request), [this, life = std::weak_ptr(m_life), done = std::move(done)](client::ApiResult result) {
            m_options.main.post([this, life, done, result = std::move(result)] {
                if (life.lock() && !m_stopped)
                    done(result);
            });
        });
}

void NodeRegistration::registerNode()
{
    call(client::request::create(client::resources::nodes, {}, nodeObject(m_node)),
         [this](const client::ApiResult& result) {
             if (result.ok() || result.error().httpStatus != 409)
                 return onFound(result);
             call(client::request::get(client::resources::nodes, {{}, m_node.name}),
                  [this](const client::ApiResult& found) { onFound(found); });
         });
}

void NodeRegistration::onFound(const client::ApiResult& result)
{
    if (!result.ok()) {
        log::warning("kubelet", "cannot register node {}: {}", m_node.name, result.error().message);
        return retry(&NodeRegistration::registerNode);
    }
    m_backoff.reset();
    m_object = result.document();
    m_uid = result.root()["metadata"]["uid"].asString();
    m_registered = true;
    log::info("kubelet", "node {} is registered", m_node.name);
    m_options.recorder.normal(subject(), "Starting", "Starting kubelet.");
    const bool otherRange = !m_node.podCidr.empty() && result.root()["spec"]["podCIDR"].asString().empty();
    if (!otherRange)
        return writeStatus();
    const data::Value wanted = nodeObject(m_node);
    call(client::request::patch(client::resources::nodes, {{}, m_node.name}, client::PatchType::Merge,
                                data::Object{{"spec", wanted.at("spec")}}),
         [this](const client::ApiResult& patched) {
             if (!patched.ok())
                 log::warning("kubelet", "cannot set the pod range of node {}: {}", m_node.name,
                              patched.error().message);
             writeStatus();
         });
}

void NodeRegistration::writeStatus()
{
    const SteadyTime now = m_options.clock.steady();
    const bool due = !m_written || now - m_writtenAt >= StatusPeriod - std::chrono::seconds(1);
    // Before the first look the health is not known: the first status says what is.
    if (m_writing || m_stopped || m_health.runtimeVersion.empty() == m_health.message.empty() ||
        (!due && *m_written == m_health))
        return;
    m_writing = true;
    const NodeHealth health = m_health;
    call(client::request::patch(
             client::resources::nodes, {{}, m_node.name}, client::PatchType::Strategic,
             data::Object{{"status", nodeStatus(m_node, health, m_object->root()["status"], m_options.clock.now())}},
             "status"),
         [this, health](const client::ApiResult& result) {
             m_writing = false;
             if (!result.ok()) {
                 log::warning("kubelet", "cannot write the status of node {}: {}", m_node.name, result.error().message);
                 return retry(result.code() == ErrorCode::NotFound ? &NodeRegistration::registerNode
                                                                   : &NodeRegistration::writeStatus);
             }
             m_backoff.reset();
             m_object = result.document();
             if (!m_written || m_written->ready != health.ready) {
                 const std::string_view reason = health.ready ? "NodeReady" : "NodeNotReady";
                 m_options.recorder.normal(subject(), reason,
                                           fmt::format("Node {} status is now: {}", m_node.name, reason));
                 log::info("kubelet", "node {} is now: {} {}", m_node.name, reason, health.message);
             }
             m_written = health;
             m_writtenAt = m_options.clock.steady();
             writeStatus();
         });
}

void NodeRegistration::retry(void (NodeRegistration::*step)())
{
    m_retryTimer = m_options.main.postAfter(m_backoff.next(), [this, step] { (this->*step)(); });
}

client::EventSubject NodeRegistration::subject() const
{
    // The kubelet names the node as its uid: that is how kubectl describe node finds these events.
    return {"v1", "Node", {}, m_node.name, m_node.name, {}, {}};
}

} // namespace skiff::kubelet
