#include "app/cli/command.h"
#include "app/cli/environment.h"
#include "app/cli/output.h"

#include <QJsonArray>
#include <QRegularExpression>
#include <QTemporaryFile>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

namespace skiff::cli {

namespace {

constexpr auto loadLimit = std::chrono::minutes(30);

/// The names that `ctr images import` says it unpacked.
QStringList namesIn(const std::string& output)
{
    static const QRegularExpression line(QStringLiteral("^unpacking (\\S+) \\("), QRegularExpression::MultilineOption);
    QStringList names;
    for (auto lines = line.globalMatch(text(output)); lines.hasNext();)
        names << lines.next().captured(1);
    return names;
}

/// Standard input can be read once: for several nodes it goes through a file.
Result<int> openArchive(const QString& name, bool severalNodes, QTemporaryFile& spool)
{
    if (name != QLatin1String("-")) {
        const int fd = open(name.toLocal8Bit().constData(), O_RDONLY | O_CLOEXEC);
        if (fd < 0)
            return Error{ErrorCode::NotFound,
                         fmt::format("cannot read {}: {}", name.toStdString(), std::strerror(errno))};
        return fd;
    }
    if (!severalNodes)
        return dup(STDIN_FILENO);
    if (!spool.open())
        return Error{ErrorCode::ResourceExhausted, spool.errorString().toStdString()};
    char bytes[1 << 16];
    for (ssize_t count = read(STDIN_FILENO, bytes, sizeof bytes); count > 0;
         count = read(STDIN_FILENO, bytes, sizeof bytes)) {
        if (spool.write(bytes, count) != count)
            return Error{ErrorCode::ResourceExhausted, spool.errorString().toStdString()};
    }
    spool.flush();
    return dup(spool.handle());
}

Result<QStringList> importInto(machine::NodeShell& shell, const std::string& profile, const std::string& node,
                               int archive)
{
    SKIFF_TRY_ASSIGN(
        const process::Outcome outcome,
        shell.run(profile, node, {"/usr/bin/ctr", "-n", "k8s.io", "images", "import", "-"}, archive, loadLimit));
    if (!outcome.succeeded())
        return Error{ErrorCode::InvalidArgument, fmt::format("node {} does not take the archive: {}", node,
                                                             text(outcome.errors).trimmed().toStdString())};
    return namesIn(outcome.output);
}

/// containerd does not wait until an image is on the disk; a machine whose plug is pulled a moment later would keep
/// its name without its files.
Status writeOut(machine::NodeShell& shell, const std::string& profile, const std::string& node)
{
    SKIFF_TRY(shell.run(profile, node, {"/bin/sync", "-f", "/var/lib/containerd"}, -1, loadLimit));
    return {};
}

int load(const Options& options, const QStringList& arguments)
{
    const std::string profile = options.profile();
    auto environment = Environment::make({}, profile);
    if (!environment.ok())
        return failed(environment.error(), options.json());
    const auto status = (*environment)->profiles().load(profile);
    if (!status.ok())
        return failed(status.error(), options.json());
    QTemporaryFile spool;
    const auto archive = openArchive(options.words().at(1), status->nodes.size() > 1, spool);
    if (!archive.ok())
        return failed(archive.error(), options.json());
    QStringList names;
    for (const machine::NodeRecord& node : status->nodes) {
        lseek(*archive, 0, SEEK_SET);
        auto loaded = importInto((*environment)->shell(), profile, node.name, *archive);
        if (!loaded.ok())
            return failedCommand(loaded.error(), options.json(), QStringLiteral("image"), arguments);
        const Status written = status->ownsDisks() ? writeOut((*environment)->shell(), profile, node.name) : Status();
        if (!written.ok())
            return failedCommand(written.error(), options.json(), QStringLiteral("image"), arguments);
        names = *loaded;
    }
    close(*archive);
    if (options.json())
        printJsonLine({{QStringLiteral("type"), QStringLiteral("result")},
                       {QStringLiteral("images"), QJsonArray::fromStringList(names)}});
    else
        print(stdout, QStringLiteral("Loaded %1.\n").arg(names.join(QLatin1String(", "))));
    return Done;
}

} // namespace

int runImage(const QStringList& arguments)
{
    Options options(
        QStringLiteral("image"),
        QStringLiteral(
            "load FILE|-: puts the images of a Docker or OCI archive (- is standard input) into every node."));
    options.addOutput();
    options.takeWords(QStringLiteral("load FILE|-"), QStringLiteral("What to load."), 2, 2);
    if (const auto code = options.parse(arguments))
        return *code;
    if (options.words().at(0) != QLatin1String("load"))
        return wrongUsage(
            QStringLiteral("'image %1' is no command: see skiff image --help").arg(options.words().at(0)));
    return load(options, arguments);
}

} // namespace skiff::cli
