#include "app/cli/command.h"
#include "app/cli/environment.h"
#include "app/cli/options.h"

namespace skiff::cli {

int runRestart(const QStringList& arguments)
{
    Options options(QStringLiteral("restart"),
                    QStringLiteral("Stops a cluster and starts it again; prints what start prints."));
    options.addOutput();
    if (const auto code = options.parse(arguments))
        return *code;
    auto environment = Environment::make({}, options.profile());
    if (!environment.ok())
        return failedCommand(environment.error(), options.json(), QStringLiteral("restart"), arguments);
    const Status stopped = (*environment)->life().stop(options.profile(), std::chrono::seconds(30));
    if (!stopped.ok())
        return failedCommand(stopped.error(), options.json(), QStringLiteral("restart"), arguments);
    return runStart(arguments);
}

} // namespace skiff::cli
