#include "app/cli/command.h"
#include "app/cli/environment.h"
#include "app/cli/output.h"
#include "app/cli/status_text.h"

namespace skiff::cli {

int runStatus(const QStringList& arguments)
{
    Options options(
        QStringLiteral("status"),
        QStringLiteral("Says what a cluster is doing: running, starting, degraded, paused, stopped or absent."));
    options.addOutput();
    if (const auto code = options.parse(arguments))
        return *code;
    auto environment = Environment::make({}, options.profile());
    if (!environment.ok())
        return failed(environment.error(), options.json());
    const auto status = (*environment)->life().status(options.profile());
    if (!status.ok() && status.error().code == ErrorCode::NotFound) {
        if (options.json())
            printJsonLine({{QStringLiteral("profile"), text(options.profile())},
                           {QStringLiteral("state"), QStringLiteral("absent")}});
        else
            print(stdout, text("absent: " + status.error().message + "\n"));
        return Done;
    }
    if (!status.ok())
        return failed(status.error(), options.json());
    if (options.json())
        printJsonLine(statusObject(*status));
    else
        print(stdout, statusText(*status));
    return Done;
}

} // namespace skiff::cli
