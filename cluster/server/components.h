#pragma once

#include "cluster/apiserver/api_server.h"
#include "cluster/base/clock.h"
#include "cluster/base/executor.h"

#include <functional>
#include <memory>
#include <string>

namespace skiff::server {

/// The controllers and the scheduler of this process: one serial executor with shared informers, and
/// a loopback transport for each identity. Owner's thread.
class Components
{
public:
    /// `calls` carries the answers of the API server; it must be stopped after stop() and before destruction.
    Components(apiserver::ApiServer& api, Executor& calls, const Clock& clock, std::string clusterCa);
    ~Components();

    /// `onReady` is called once, on the components' executor, when all of them act.
    void start(std::function<void()> onReady);
    /// Returns when nothing of them runs any more.
    void stop();
    /// True once caches are filled and every component acts. Any thread.
    bool isReady() const;

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace skiff::server
