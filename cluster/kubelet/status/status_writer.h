#pragma once

#include "cluster/base/backoff.h"
#include "cluster/base/executor.h"
#include "cluster/client/client.h"
#include "cluster/kubelet/pod.h"

#include <map>
#include <memory>

namespace skiff::kubelet {

/// Brings pod statuses to the API server: one write per pod at a time, always the newest, nothing
/// when nothing changed. Failed writes come again with growing delays.
///
/// Owned by the Kubelet; all methods belong to the main executor.
class StatusWriter
{
public:
    StatusWriter(client::Client& client, Executor& main);
    ~StatusWriter();

    void set(const Pod& pod, data::Value status);
    /// Writes the last status, then deletes the pod's object (grace period 0, this uid only).
    void finish(const Pod& pod, data::Value status);
    /// The object is gone.
    void forget(const std::string& podUid) { m_pods.erase(podUid); }
    /// Gives up what is under way: answers that come later find nobody.
    void stop() { m_pods.clear(); }

private:
    struct Entry;

    void step(const std::shared_ptr<Entry>& entry);
    void answered(const std::shared_ptr<Entry>& entry, const client::ApiResult& result, bool deleted);
    bool current(const std::shared_ptr<Entry>& entry) const;

    client::Client& m_client;
    Executor& m_main;
    std::map<std::string, std::shared_ptr<Entry>> m_pods;
};

} // namespace skiff::kubelet
