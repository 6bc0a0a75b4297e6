#include "app/cli/command.h"
#include "app/cli/kubeconfig_entry.h"
#include "app/cli/output.h"
#include "cluster/machine/local/monitor.h"
#include "cluster/machine/vm/forwarder.h"

#include <QCoreApplication>

#include <algorithm>
#include <cstring>

namespace skiff::cli {

const std::vector<Command>& commands()
{
    static const std::vector<Command> all = {
        {"start", "make and start a cluster, or start one that was stopped", runStart},
        {"stop", "stop a cluster; it keeps its objects, images and volumes", runStop},
        {"delete", "end a cluster and remove everything it has", runDelete},
        {"status", "say what a cluster is doing", runStatus},
        {"pause", "keep a cluster from going on; unpause lets it", runPause},
        {"unpause", "let a paused cluster go on", runUnpause},
        {"restart", "stop a cluster and start it again", runRestart},
        {"node", "list: the nodes of a cluster", runNode},
        {"ip", "print the address at which this machine reaches a node", runIp},
        {"ssh", "open a root shell in a node, or run a command there", runSsh},
        {"image", "load FILE|-: put an image archive into a cluster; prune old node images", runImage},
        {"kubectl", "run your kubectl on a cluster: skiff kubectl -- get pods", runKubectl},
        {"logs", "show what a part of a node writes", runLogs},
        {"doctor", "find out what keeps clusters from starting here", runDoctor},
        {"version", "print the version", runVersion},
    };
    return all;
}

namespace {

void printUsage(FILE* out)
{
    print(out,
          QStringLiteral(
              "skiff runs Kubernetes-compatible clusters on this machine.\n\nusage: skiff COMMAND [OPTION]...\n\n"));
    for (const Command& command : commands())
        print(out,
              QStringLiteral("  %1 %2\n").arg(QLatin1String(command.name), -9).arg(QLatin1String(command.summary)));
    print(out,
          QStringLiteral("\n'skiff COMMAND --help' says more about one. Options of all: -p PROFILE (default skiff).\n"
                         "SKIFF_HOME is where clusters are kept; KUBECONFIG is honoured. SKIFF_DRIVER, SKIFF_NETWORK "
                         "and SKIFF_ACCEL\n"
                         "say for all starts what --driver, --network and --accel say for one.\n"
                         "Exit codes: 0 done, 1 failed, 2 wrong usage.\n"));
}

/// How many letters must change, be added, be taken away or change places with the next to make one of the other.
qsizetype distance(const QString& one, const QString& other)
{
    QList<QList<qsizetype>> rows(one.size() + 1, QList<qsizetype>(other.size() + 1));
    for (qsizetype i = 0; i <= one.size(); ++i) {
        for (qsizetype j = 0; j <= other.size(); ++j) {
            if (i == 0 || j == 0) {
                rows[i][j] = i + j;
                continue;
            }
            const bool same = one[i - 1] == other[j - 1];
            rows[i][j] = std::min({rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (same ? 0 : 1)});
            if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                rows[i][j] = std::min(rows[i][j], rows[i - 2][j - 2] + 1);
        }
    }
    return rows[one.size()][other.size()];
}

/// The command that was meant, in words, when one is near enough.
QString alike(const QString& name)
{
    const qsizetype typo = std::min<qsizetype>(2, name.size() / 2);
    const auto nearer = [&name](const Command& one, const Command& other) {
        return distance(name, QLatin1String(one.name)) < distance(name, QLatin1String(other.name));
    };
    const QLatin1String best(std::min_element(commands().begin(), commands().end(), nearer)->name);
    return distance(name, best) <= typo ? QStringLiteral(" (did you mean '%1'?)").arg(best) : QString();
}

int dispatch(const QStringList& arguments)
{
    if (arguments.isEmpty()) {
        printUsage(stderr);
        return WrongUsage;
    }
    const QString& name = arguments.front();
    if (name == QLatin1String("--help") || name == QLatin1String("-h") || name == QLatin1String("help")) {
        printUsage(stdout);
        return Done;
    }
    if (name == QLatin1String("--version"))
        return runVersion({});
    for (const Command& command : commands()) {
        if (name == QLatin1String(command.name))
            return command.run(arguments.mid(1));
    }
    return wrongUsage(QStringLiteral("'%1' is no command%2: see skiff --help").arg(name, alike(name)));
}

} // namespace

} // namespace skiff::cli

int main(int argc, char** argv)
{
    // Before Qt: the monitor is one thread, and stays.
    if (argc == 3 && std::strcmp(argv[1], skiff::machine::local::monitorCommand) == 0)
        return skiff::machine::local::runMonitor(argv[2]);
    QCoreApplication application(argc, argv);
    if (argc == 4 && std::strcmp(argv[1], skiff::machine::vm::forwarderCommand) == 0)
        return skiff::machine::vm::runForwarder(argv[2], argv[3], skiff::cli::connectWith);
    QCoreApplication::setApplicationName(QStringLiteral("skiff"));
    QCoreApplication::setApplicationVersion(QStringLiteral(SKIFF_VERSION));
    return skiff::cli::dispatch(QCoreApplication::arguments().mid(1));
}
