#include "app/cli/command.h"
#include "app/cli/environment.h"
#include "app/cli/node_option.h"
#include "app/cli/output.h"
#include "cluster/base/file.h"
#include "cluster/machine/node_services.h"

#include <algorithm>
#include <fmt/ranges.h>

namespace skiff::cli {

namespace {

constexpr std::string_view console = "console";

/// A machine's console is a file of this host; what services write is in the node.
Result<std::string> logOf(Environment& environment, const std::string& profile, const std::string& node,
                          const std::string& service)
{
    if (service == console)
        return file::read(environment.profiles().folder(profile).consoleLog(node));
    return environment.shell().read({profile, node, machine::serviceLog(service)});
}

} // namespace

int runLogs(const QStringList& arguments)
{
    Options options(
        QStringLiteral("logs"),
        QStringLiteral("Shows what a service of a node wrote: server, agent, containerd, images, credentials or\n"
                       "shell; or the console of its machine, with the words of kernel and init."));
    addNodeOption(options);
    options.takeWords(QStringLiteral("SERVICE"), QStringLiteral("Which service (default server)."), 0, 1);
    if (const auto code = options.parse(arguments))
        return *code;
    auto environment = Environment::make({}, options.profile());
    if (!environment.ok())
        return failed(environment.error());
    const auto profile = (*environment)->profiles().load(options.profile());
    if (!profile.ok())
        return failed(profile.error());
    const auto node = chosenNode(options, *profile);
    if (!node.ok())
        return failed(node.error());
    const std::string service = options.words().value(0, QStringLiteral("server")).toStdString();
    if (service != console && !std::ranges::count(machine::nodeServiceNames, service))
        return wrongUsage(text(fmt::format("a node has no service '{}': choose {} or {}", service,
                                           fmt::join(machine::nodeServiceNames, ", "), console)));
    const auto log = logOf(**environment, options.profile(), node->name, service);
    if (!log.ok())
        return failedCommand(
            {log.error().code, fmt::format("no log of {} on node {}: {}", service, node->name, log.error().message)},
            false, QStringLiteral("logs"), arguments);
    std::fwrite(log->data(), 1, log->size(), stdout);
    return Done;
}

} // namespace skiff::cli
