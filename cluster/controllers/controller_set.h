#pragma once

#include "cluster/controllers/framework/controller.h"

#include <memory>
#include <string>
#include <vector>

namespace skiff::controllers {

/// What the controllers need besides their context.
struct ControllerSettings
{
    std::string clusterCa; ///< PEM; published in each namespace as kube-root-ca.crt. Empty: not published
};

/// All controllers of a control plane. Made by the server before the informers start; start() and stop() belong on
/// the context's executor, or before it runs or after it stopped.
///
///     InformerFactory informers(client, executor, clock, seed);
///     ControllerSet controllers({informers, executor, clock, clientFor}, {caPem});
///     Scheduler scheduler(clientFor("system:kube-scheduler"), informers, executor, clock);
///     executor.post([&] { informers.start(); controllers.start(); scheduler.start(); });
///
/// To stop: stop the executor, then destroy in reverse order, the transports last.
class ControllerSet
{
public:
    ControllerSet(const ControllerContext& context, const ControllerSettings& settings);
    ~ControllerSet();

    void start();
    void stop();
    /// True when every controller's caches are filled and it acts.
    bool isReady() const;

private:
    std::vector<std::unique_ptr<Controller>> m_controllers;
};

} // namespace skiff::controllers
