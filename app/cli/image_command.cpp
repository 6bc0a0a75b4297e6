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
        return Error{ErrorCode::InvalidArgument,
                     fmt::format("node {} does not take the archive, which has to be a Docker or OCI one: {}", node,
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

/// Removes versions of the node image that no cluster runs from and that this Skiff would not take.
int prune(const Options& options)
{
    auto environment = Environment::make({}, options.profile());
    if (!environment.ok())
        return failed(environment.error(), options.json());
    std::vector<std::string> keep;
    for (const machine::ImageForm form : {machine::ImageForm::Folders, machine::ImageForm::Machine}) {
        const auto image = (*environment)->images().find(form);
        if (!image.ok() && image.error().code != ErrorCode::NotFound)
            return failed(image.error(), options.json());
        for (const std::string& version : image.ok() ? versionsOf(*image) : std::vector<std::string>())
            keep.push_back(version);
    }
    const auto pruned = (*environment)->imageCache().prune(keep, {}, (*environment)->clock().now());
    if (!pruned.ok())
        return failed(pruned.error(), options.json());
    QStringList versions;
    for (const std::string& version : pruned->versions)
        versions << text(version);
    if (options.json())
        printJsonLine({{QStringLiteral("type"), QStringLiteral("result")},
                       {QStringLiteral("removed"), QJsonArray::fromStringList(versions)},
                       {QStringLiteral("bytes"), static_cast<qint64>(pruned->bytes)}});
    else if (versions.isEmpty())
        print(stdout, QStringLiteral("No old node image to remove.\n"));
    else
        print(stdout, QStringLiteral("Removed %1: %2 MB.\n")
                          .arg(versions.join(QLatin1String(", ")))
                          .arg(static_cast<double>(pruned->bytes) / 1e6, 0, 'f', 0));
    return Done;
}

} // namespace

int runImage(const QStringList& arguments)
{
    Options options(
        QStringLiteral("image"),
        QStringLiteral(
            "load FILE|-: puts the images of a Docker or OCI archive (- is standard input) into every node.\n"
            "prune: removes old versions of the node image that no cluster runs from."));
    options.addOutput();
    options.takeWords(QStringLiteral("load FILE|- | prune"), QStringLiteral("What to do."), 1, 2);
    if (const auto code = options.parse(arguments))
        return *code;
    const QString& word = options.words().at(0);
    if (word == QLatin1String("prune") && options.words().size() == 1)
        return prune(options);
    if (word == QLatin1String("load") && options.words().size() == 2)
        return load(options, arguments);
    if (word == QLatin1String("load"))
        return wrongUsage(
            QStringLiteral("'image load' takes an archive: skiff image load FILE, or - for standard input"));
    return wrongUsage(
        QStringLiteral("'image %1' is no command: see skiff image --help").arg(options.words().join(QLatin1Char(' '))));
}

} // namespace skiff::cli
