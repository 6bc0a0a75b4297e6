#include "cluster/daemon/command.h"
#include "cluster/daemon/end_signals.h"

#include "cluster/base/log.h"
#include "cluster/base/service_notify.h"
#include "cluster/daemon/agent.h"

#include <cstdio>

#include <fmt/format.h>
#include <malloc.h>

namespace skiff::daemon {

namespace {

struct Words
{
    AgentOptions agent;
    std::string port = "10250";
    std::string runtimeEndpoint;
    std::string withoutProxy;
    std::string withoutDns;
    std::string help;

    std::vector<Option> options()
    {
        return {
            {"--kubeconfig", "FILE", "how to reach the API server (required)", &agent.kubeconfig},
            {"--credentials", "DIR", "folder of kubelet.crt, kubelet.key, ca.crt (default: the kubeconfig's)",
             &agent.credentials},
            {"--node-name", "NAME", "this node's name (required)", &agent.nodeName},
            {"--node-ip", "ADDRESS", "this node's address (required)", &agent.nodeAddress},
            {"--pod-cidr", "RANGE", "addresses of this node's pods", &agent.podRange},
            {"--containerd", "SOCKET", "the runtime's socket (default /run/containerd/containerd.sock)",
             &agent.runtimeSocket},
            {"--runtime-endpoint", "URL", "the same as unix:///PATH", &runtimeEndpoint},
            {"--image-disk", "DIR",
             "the runtime's folder: pulled images are written out there before they count as pulled",
             &agent.imageFolder},
            {"--data-dir", "DIR", "where pods' files are kept (default /var/lib/kubelet)", &agent.dataFolder},
            {"--pod-logs", "DIR", "where container logs are written (default /var/log/pods)", &agent.podLogFolder},
            {"--kubelet-port", "PORT", "port of the kubelet's server (default 10250)", &port},
            {"--node-labels", "KEY=VALUE,...", "labels to register with", &agent.labels},
            {"--register-with-taints", "KEY=VALUE:EFFECT,...", "taints to register with", &agent.taints},
            {"--cluster-dns", "ADDRESS", "address of the cluster's DNS (default 10.96.0.10)", &agent.dnsAddress},
            {"--cluster-domain", "NAME", "the cluster's domain (default cluster.local)", &agent.clusterDomain},
            {"--without-proxy", "", "leave services to another proxy", &withoutProxy},
            {"--without-dns", "", "leave DNS to another server", &withoutDns},
            {"--help", "", "show this", &help},
        };
    }
};

Result<AgentOptions> toOptions(Words& words)
{
    AgentOptions options = words.agent;
    const std::pair<const std::string&, std::string_view> required[] = {
        {options.kubeconfig, "--kubeconfig"}, {options.nodeName, "--node-name"}, {options.nodeAddress, "--node-ip"}};
    for (const auto& [value, name] : required) {
        if (value.empty())
            return Error{ErrorCode::InvalidArgument, fmt::format("{} is required", name)};
    }
    if (!words.runtimeEndpoint.empty()) {
        constexpr std::string_view scheme = "unix://";
        if (!words.runtimeEndpoint.starts_with(scheme))
            return Error{ErrorCode::InvalidArgument, "--runtime-endpoint must begin with unix://"};
        options.runtimeSocket = words.runtimeEndpoint.substr(scheme.size());
    }
    if (options.credentials.empty())
        options.credentials = options.kubeconfig.substr(0, options.kubeconfig.rfind('/'));
    SKIFF_TRY_ASSIGN(options.kubeletPort, readPort(words.port));
    options.proxy = words.withoutProxy.empty();
    options.dns = words.withoutDns.empty();
    options.version = SKIFF_VERSION;
    return options;
}

} // namespace

int runAgent(std::span<char* const> arguments)
{
    Words words;
    if (const Status status = readOptions(arguments, words.options()); !status.ok())
        return failUsage(status.error(), "agent");
    if (!words.help.empty()) {
        fmt::print("Usage: skiffd agent --kubeconfig FILE --node-name NAME --node-ip ADDRESS [OPTIONS]\n\n"
                   "Runs a node's kubelet, service proxy and DNS in the foreground until SIGTERM.\n"
                   "Containers and rules stay when it ends.\n\n{}",
                   describeOptions(words.options()));
        return ExitCode::Done;
    }
    auto options = toOptions(words);
    if (!options.ok())
        return failUsage(options.error(), "agent");

    // Its many short-lived threads would each get an arena of their own.
    ::mallopt(M_ARENA_MAX, 2);
    const EndSignals endSignals;
    const SystemClock clock;
    Agent agent(std::move(options).value(), clock);
    if (const Status status = agent.start(); !status.ok()) {
        agent.stop();
        return fail(status.error());
    }
    notifyReady();
    endSignals.wait();
    log::info("agent", "stopping");
    agent.stop();
    return ExitCode::Done;
}

} // namespace skiff::daemon
