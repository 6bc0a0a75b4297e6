#pragma once

#include "cluster/base/backoff.h"
#include "cluster/base/executor.h"
#include "cluster/client/client.h"
#include "cluster/client/event_recorder.h"
#include "cluster/kubelet/node/node_object.h"

#include <functional>
#include <memory>

namespace skiff::kubelet {

/// Keeps the node's Node object: makes it, then writes its status when it changed and every five
/// minutes. While the node is not ready its health is looked at again soon.
///
/// Owned by the Kubelet; all methods belong to the main executor, the runtime is asked on the pool.
class NodeRegistration
{
public:
    struct Options
    {
        client::Client& client;
        client::EventRecorder& recorder;
        runtime::RuntimeService& runtime;
        runtime::ImageStore& images;
        const Clock& clock;
        Executor& main;
        Executor& pool;
    };
    NodeRegistration(Options options, NodeDescription node);
    ~NodeRegistration();

    void start();
    /// Begins nothing more; the pool must be stopped before destruction.
    void stop();
    /// Something about the runtime changed: look now.
    void check();
    /// The Node's uid, once it is registered; for events and the lease's owner.
    const std::string& uid() const { return m_uid; }

private:
    void look();
    void looked(NodeHealth health);
    void registerNode();
    void onFound(const client::ApiResult& result);
    void writeStatus();
    void retry(void (NodeRegistration::*step)());
    void call(client::ApiRequest request, std::function<void(const client::ApiResult&)> done);
    client::EventSubject subject() const;

    Options m_options;
    NodeDescription m_node;
    std::string m_uid;
    std::shared_ptr<const data::Document> m_object; ///< as last answered
    NodeHealth m_health;
    std::optional<NodeHealth> m_written;
    SteadyTime m_writtenAt{};
    bool m_registered = false;
    bool m_looking = false;
    bool m_writing = false;
    bool m_stopped = false;
    std::unique_ptr<client::Call> m_call;
    Timer m_lookTimer;
    Timer m_retryTimer;
    Backoff m_backoff{std::chrono::milliseconds(200), std::chrono::seconds(10)};
    Backoff m_lookBackoff{std::chrono::milliseconds(100), std::chrono::seconds(5)};
    std::shared_ptr<char> m_life = std::make_shared<char>();
};

} // namespace skiff::kubelet
