#include "app/cli/command.h"
#include "app/cli/environment.h"
#include "app/cli/kubeconfig_entry.h"
#include "app/cli/output.h"

namespace skiff::cli {

int runDelete(const QStringList& arguments)
{
    Options options(
        QStringLiteral("delete"),
        QStringLiteral(
            "Ends a cluster at once and removes everything it has: objects, images, volumes, its kubectl context."));
    options.addOutput();
    if (const auto code = options.parse(arguments))
        return *code;
    auto environment = Environment::make({}, options.profile());
    if (!environment.ok())
        return failed(environment.error(), options.json());
    const Status removed = (*environment)->life().remove(options.profile());
    if (!removed.ok())
        return failedCommand(removed.error(), options.json(), QStringLiteral("delete"), arguments);
    if (const Status context = removeContext(options.profile()); !context.ok())
        return failed(context.error(), options.json());
    if (options.json())
        printJsonLine({{QStringLiteral("type"), QStringLiteral("result")},
                       {QStringLiteral("profile"), text(options.profile())},
                       {QStringLiteral("state"), QStringLiteral("absent")}});
    else
        print(stdout, QStringLiteral("Cluster \"%1\" is deleted.\n").arg(text(options.profile())));
    return Done;
}

} // namespace skiff::cli
