#pragma once

#include "cluster/base/executor.h"
#include "cluster/client/client.h"

#include <functional>
#include <memory>

namespace skiff::kubelet {

/// Renews the node's Lease every ten seconds, the sign of life that the node controller looks at.
/// Owned by the Kubelet; all methods belong to the main executor.
class NodeLease
{
public:
    /// `nodeUid`: the Node's uid, empty until it is registered.
    NodeLease(client::Client& client, const Clock& clock, Executor& main, std::string nodeName,
              std::function<std::string()> nodeUid);
    ~NodeLease();

    void start();
    void stop();

private:
    void renew();
    void renewed(const client::ApiResult& result);
    void create();
    data::Value leaseSpec() const;
    void call(client::ApiRequest request, void (NodeLease::*done)(const client::ApiResult&));
    void created(const client::ApiResult& result);
    void next(Duration delay);

    client::Client& m_client;
    const Clock& m_clock;
    Executor& m_main;
    const std::string m_nodeName;
    std::function<std::string()> m_nodeUid;
    std::unique_ptr<client::Call> m_call;
    Timer m_timer;
    std::shared_ptr<char> m_life = std::make_shared<char>();
    bool m_stopped = false;
};

} // namespace skiff::kubelet
