#include "app/cli/command.h"
#include "app/cli/environment.h"
#include "app/cli/output.h"

namespace skiff::cli {

namespace {

int setPaused(const QString& command, const QString& description, bool paused, const QStringList& arguments)
{
    Options options(command, description);
    options.addOutput();
    if (const auto code = options.parse(arguments))
        return *code;
    auto environment = Environment::make({}, options.profile());
    if (!environment.ok())
        return failed(environment.error(), options.json());
    const Status done = (*environment)->life().pause(options.profile(), paused);
    if (!done.ok())
        return failedCommand(done.error(), options.json(), command, arguments);
    if (options.json())
        printJsonLine({{QStringLiteral("type"), QStringLiteral("result")},
                       {QStringLiteral("profile"), text(options.profile())},
                       {QStringLiteral("state"), paused ? QStringLiteral("paused") : QStringLiteral("running")}});
    else
        print(stdout,
              QStringLiteral("Cluster \"%1\" %2.\n")
                  .arg(text(options.profile()), paused ? QStringLiteral("is paused") : QStringLiteral("goes on")));
    return Done;
}

} // namespace

int runPause(const QStringList& arguments)
{
    return setPaused(
        QStringLiteral("pause"),
        QStringLiteral("Keeps every process of a cluster from going on. It uses no processor; its memory stays."), true,
        arguments);
}

int runUnpause(const QStringList& arguments)
{
    return setPaused(QStringLiteral("unpause"), QStringLiteral("Lets a paused cluster go on."), false, arguments);
}

} // namespace skiff::cli
