#include "app/cli/command.h"
#include "app/cli/environment.h"
#include "app/cli/node_option.h"
#include "app/cli/output.h"
#include "app/cli/status_text.h"

#include <QJsonArray>

namespace skiff::cli {

namespace {

/// What node and ip both begin with.
Result<machine::ClusterStatus> statusOf(const Options& options)
{
    SKIFF_TRY_ASSIGN(const auto environment, Environment::make({}, options.profile()));
    return environment->life().status(options.profile());
}

} // namespace

int runNode(const QStringList& arguments)
{
    Options options(QStringLiteral("node"), QStringLiteral("list: prints the nodes of a cluster and how they are."));
    options.addOutput();
    options.takeWords(QStringLiteral("list"), QStringLiteral("What to do."), 1, 1);
    if (const auto code = options.parse(arguments))
        return *code;
    if (options.words().at(0) != QLatin1String("list"))
        return wrongUsage(QStringLiteral("'node %1' is no command: see skiff node --help").arg(options.words().at(0)));
    const auto status = statusOf(options);
    if (!status.ok())
        return failed(status.error(), options.json());
    if (options.json()) {
        printJsonLine({{QStringLiteral("nodes"), statusObject(*status).value(QLatin1String("nodes"))}});
        return Done;
    }
    for (const machine::NodeRecord& node : status->profile.nodes)
        print(stdout, QStringLiteral("%1 %2 %3\n")
                          .arg(text(node.name).leftJustified(20),
                               text(reachedAt(status->profile, node)).leftJustified(15), nodeState(*status, node)));
    return Done;
}

int runIp(const QStringList& arguments)
{
    Options options(QStringLiteral("ip"),
                    QStringLiteral("Prints the address at which this machine reaches a node and its node ports."));
    addNodeOption(options);
    options.addOutput();
    if (const auto code = options.parse(arguments))
        return *code;
    const machine::ProfileStore profiles(machine::defaultHome());
    const auto profile = profiles.load(options.profile());
    if (!profile.ok())
        return failed(profile.error(), options.json());
    const auto node = chosenNode(options, *profile);
    if (!node.ok())
        return failed(node.error(), options.json());
    if (options.json())
        printJsonLine(
            {{QStringLiteral("node"), text(node->name)}, {QStringLiteral("ip"), text(reachedAt(*profile, *node))}});
    else
        print(stdout, text(reachedAt(*profile, *node)) + QLatin1Char('\n'));
    return Done;
}

} // namespace skiff::cli
