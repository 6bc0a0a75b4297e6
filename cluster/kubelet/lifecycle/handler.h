#pragma once

#include "cluster/kubelet/lifecycle/net_checker.h"
#include "cluster/kubelet/pod.h"
#include "cluster/runtime/runtime.h"

#include <stop_token>

namespace skiff::kubelet {

/// How a handler (of a probe or a lifecycle hook) came out.
struct HandlerOutcome
{
    bool success = false;
    std::string output; ///< for the event: why it failed
};

/// What a handler is run against.
struct HandlerTarget
{
    data::Node container; ///< its spec, for named ports; may be nothing
    std::string containerId;
    std::string podIp;
};

/// Runs the handlers of probes and hooks: exec, httpGet, tcpSocket, and sleep for hooks. Blocking:
/// worker threads only.
class HandlerRunner
{
public:
    HandlerRunner(runtime::RuntimeService& runtime, NetChecker& net) : m_runtime(runtime), m_net(net) {}

    HandlerOutcome run(data::Node handler, const HandlerTarget& target, Duration timeout, std::string_view userAgent,
                       const std::stop_token& stop);

private:
    HandlerOutcome runExec(data::Node exec, const HandlerTarget& target, Duration timeout, const std::stop_token& stop);
    HandlerOutcome runHttp(data::Node httpGet, const HandlerTarget& target, Duration timeout,
                           std::string_view userAgent);
    HandlerOutcome runTcp(data::Node tcpSocket, const HandlerTarget& target, Duration timeout);

    runtime::RuntimeService& m_runtime;
    NetChecker& m_net;
};

} // namespace skiff::kubelet
