#include "app/cli/command.h"
#include "app/cli/environment.h"
#include "app/cli/output.h"

namespace skiff::cli {

int runStop(const QStringList& arguments)
{
    Options options(QStringLiteral("stop"),
                    QStringLiteral("Stops a cluster. Its objects, images and volumes stay; start brings them back."));
    options.add({QStringLiteral("timeout")}, QStringLiteral("After how long nodes are killed (default 30s)."),
                QStringLiteral("DURATION"));
    options.addOutput();
    if (const auto code = options.parse(arguments))
        return *code;
    const auto limit = parseDuration(options.has(QStringLiteral("timeout")) ? options.value(QStringLiteral("timeout"))
                                                                            : QStringLiteral("30s"));
    if (!limit)
        return wrongUsage(QStringLiteral("--timeout takes a duration like 30s"));
    auto environment = Environment::make({}, options.profile());
    if (!environment.ok())
        return failed(environment.error(), options.json());
    const Status stopped = (*environment)->life().stop(options.profile(), *limit);
    if (!stopped.ok())
        return failedCommand(stopped.error(), options.json(), QStringLiteral("stop"), arguments);
    if (options.json())
        printJsonLine({{QStringLiteral("type"), QStringLiteral("result")},
                       {QStringLiteral("profile"), text(options.profile())},
                       {QStringLiteral("state"), QStringLiteral("stopped")}});
    else
        print(stdout, QStringLiteral("Cluster \"%1\" is stopped.\n").arg(text(options.profile())));
    return Done;
}

} // namespace skiff::cli
