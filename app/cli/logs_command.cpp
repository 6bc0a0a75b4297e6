#include "app/cli/command.h"
#include "app/cli/environment.h"
#include "app/cli/output.h"
#include "cluster/base/file.h"
#include "cluster/machine/node_services.h"

namespace skiff::cli {

namespace {

/// A machine's console is a file of this host; what services write is in the node.
Result<std::string> logOf(Environment& environment, const std::string& profile, const std::string& node,
                          const std::string& service)
{
    if (service.find('/') != service.npos)
        return Error{ErrorCode::NotFound, "there is no such service"};
    if (service == "console")
        return file::read(environment.profiles().folder(profile).consoleLog(node));
    return environment.shell().read({profile, node, machine::serviceLog(service)});
}

} // namespace

int runLogs(const QStringList& arguments)
{
    Options options(
        QStringLiteral("logs"),
        QStringLiteral("Shows what a service of a node wrote: server, agent, containerd, images or credentials; or\n"
                       "the console of its machine, with the words of kernel and init."));
    options.add({QStringLiteral("node")}, QStringLiteral("Which node (default: the one with the control plane)."),
                QStringLiteral("NODE"));
    options.takeWords(QStringLiteral("SERVICE"), QStringLiteral("Which service (default server)."), 0, 1);
    if (const auto code = options.parse(arguments))
        return *code;
    auto environment = Environment::make({}, options.profile());
    if (!environment.ok())
        return failed(environment.error());
    const auto profile = (*environment)->profiles().load(options.profile());
    if (!profile.ok())
        return failed(profile.error());
    const std::string node = options.has(QStringLiteral("node")) ? options.value(QStringLiteral("node")).toStdString()
                                                                 : profile->controlPlane().name;
    const std::string service = options.words().value(0, QStringLiteral("server")).toStdString();
    const auto log = logOf(**environment, options.profile(), node, service);
    if (!log.ok())
        return failedCommand(
            {log.error().code, "no log of " + service + " on node " + node + ": " + log.error().message}, false,
            QStringLiteral("logs"), arguments);
    std::fwrite(log->data(), 1, log->size(), stdout);
    return Done;
}

} // namespace skiff::cli
