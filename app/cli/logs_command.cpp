#include "app/cli/command.h"
#include "app/cli/environment.h"
#include "app/cli/output.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace skiff::cli {

int runLogs(const QStringList& arguments)
{
    Options options(
        QStringLiteral("logs"),
        QStringLiteral("Shows what a service of a node wrote: server, agent, containerd, images or credentials."));
    options.add({QStringLiteral("node")}, QStringLiteral("Which node (default: the one with the control plane)."),
                QStringLiteral("NODE"));
    options.takeWords(QStringLiteral("SERVICE"), QStringLiteral("Which service (default server)."), 0, 1);
    if (const auto code = options.parse(arguments))
        return *code;
    const machine::ProfileStore profiles(machine::defaultHome());
    const auto profile = profiles.load(options.profile());
    if (!profile.ok())
        return failed(profile.error());
    const std::string node = options.has(QStringLiteral("node")) ? options.value(QStringLiteral("node")).toStdString()
                                                                 : profile->controlPlane().name;
    const QString service = options.words().value(0, QStringLiteral("server"));
    const QDir folder(text(profiles.folder(options.profile()).nodeVar(node)) + QStringLiteral("/log/skiff"));
    QFile log(folder.filePath(service + QStringLiteral(".log")));
    if (service.contains(QLatin1Char('/')) || !log.open(QIODevice::ReadOnly)) {
        const QFileInfo file(log);
        const bool forbidden = file.exists() && !file.isReadable();
        const Error error{forbidden ? ErrorCode::PermissionDenied : ErrorCode::NotFound,
                          "no log of " + service.toStdString() + " on node " + node + ": " +
                              log.errorString().toStdString()};
        return failedCommand(error, false, QStringLiteral("logs"), arguments);
    }
    for (QByteArray block = log.read(1 << 16); !block.isEmpty(); block = log.read(1 << 16))
        std::fwrite(block.constData(), 1, size_t(block.size()), stdout);
    return Done;
}

} // namespace skiff::cli
