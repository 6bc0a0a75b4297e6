#include "app/cli/command.h"
#include "app/cli/output.h"

namespace skiff::cli {

int runVersion(const QStringList& arguments)
{
    if (!arguments.isEmpty())
        return wrongUsage(QStringLiteral("version takes nothing"));
    print(stdout, QStringLiteral("skiff %1\n").arg(QLatin1String(SKIFF_VERSION)));
    return Done;
}

} // namespace skiff::cli
