#include "cluster/daemon/command.h"
#include "cluster/daemon/end_signals.h"

#include "cluster/base/log.h"
#include "cluster/base/service_notify.h"
#include "cluster/server/server.h"

#include <fmt/format.h>

#include <malloc.h>

#include <cstdio>

namespace skiff::daemon {

namespace {

/// Filling the caches takes large blocks for moments; freed ones go back to the system at once and not into a reserve
/// that grows with them.
void returnFreedMemory()
{
    constexpr int largeBlock = 256 * 1024;
    ::mallopt(M_MMAP_THRESHOLD, largeBlock);
    ::mallopt(M_TRIM_THRESHOLD, largeBlock);
    ::mallopt(M_ARENA_MAX, 2);
}

/// The words of the command line, before they are checked.
struct Words
{
    std::string dataDir;
    std::string bind = "127.0.0.1";
    std::string port = "6443";
    std::string advertise;
    std::string names;
    std::string kubeconfig;
    std::string help;

    std::vector<Option> options()
    {
        return {
            {"--data-dir", "DIR", "where the cluster is kept (required)", &dataDir},
            {"--bind", "ADDRESS", "address to listen on (default 127.0.0.1)", &bind},
            {"--https-port", "PORT", "port to listen on, 0 for any free one (default 6443)", &port},
            {"--advertise-address", "ADDRESS", "where nodes and pods reach this server (default: --bind)", &advertise},
            {"--server-names", "NAME,...", "more names and addresses for the serving certificate", &names},
            {"--write-kubeconfig", "FILE", "where to write the administrator's kubeconfig", &kubeconfig},
            {"--help", "", "show this", &help},
        };
    }
};

std::vector<std::string> split(std::string_view list)
{
    std::vector<std::string> parts;
    while (!list.empty()) {
        const size_t end = std::min(list.find(','), list.size());
        if (end > 0)
            parts.emplace_back(list.substr(0, end));
        list.remove_prefix(std::min(end + 1, list.size()));
    }
    return parts;
}

Result<server::ServerOptions> toOptions(const Words& words)
{
    if (words.dataDir.empty())
        return Error{ErrorCode::InvalidArgument, "--data-dir is required"};
    server::ServerOptions options;
    options.dataDir = words.dataDir;
    options.bindAddress = words.bind;
    SKIFF_TRY_ASSIGN(options.httpsPort, readPort(words.port));
    options.advertiseAddress = words.advertise;
    options.serverNames = split(words.names);
    options.kubeconfigPath = words.kubeconfig;
    options.version = SKIFF_VERSION;
    return options;
}

} // namespace

int runServer(std::span<char* const> arguments)
{
    Words words;
    if (const Status status = readOptions(arguments, words.options()); !status.ok())
        return failUsage(status.error(), "server");
    if (!words.help.empty()) {
        fmt::print("Usage: skiffd server --data-dir DIR [OPTIONS]\n\nRuns a control plane in the foreground until SIGTERM.\n\n{}",
                   describeOptions(words.options()));
        return ExitCode::Done;
    }
    auto options = toOptions(words);
    if (!options.ok())
        return failUsage(options.error(), "server");

    returnFreedMemory();
    const EndSignals endSignals;
    const SystemClock clock;
    server::Server server(std::move(options).value(), clock);
    if (const Status status = server.start(); !status.ok()) {
        server.stop();
        return fail(status.error());
    }
    log::info("server", "ready on port {}", server.port());
    notifyReady();
    endSignals.wait();
    log::info("server", "stopping");
    server.stop();
    return ExitCode::Done;
}

} // namespace skiff::daemon
