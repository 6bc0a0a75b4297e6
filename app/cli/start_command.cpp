#include "app/cli/command.h"
#include "app/cli/environment.h"
#include "app/cli/interrupt.h"
#include "app/cli/kubeconfig_entry.h"
#include "app/cli/output.h"
#include "app/cli/phase_printer.h"
#include "app/cli/status_text.h"

#include <unistd.h>

namespace skiff::cli {

namespace {

void addOptions(Options& options)
{
    options.add({QStringLiteral("driver")},
                QStringLiteral("What the nodes run in: libvirt or qemu (virtual machines), or local (namespaces, needs "
                               "root). Default: libvirt where a machine runs with KVM, else local."),
                QStringLiteral("DRIVER"));
    options.add({QStringLiteral("cpus")}, QStringLiteral("Processors of each machine (default 2)."),
                QStringLiteral("CPUS"));
    options.add({QStringLiteral("memory")}, QStringLiteral("Memory of each machine: 2048, 2g, 1500m (default 2g)."),
                QStringLiteral("SIZE"));
    options.add({QStringLiteral("disk-size")},
                QStringLiteral("How large each machine's disk may grow: 20g (default 20g)."), QStringLiteral("SIZE"));
    options.add(
        {QStringLiteral("accel")},
        QStringLiteral("How machines run: auto (default; KVM where it really runs a guest), kvm, or tcg (emulation)."),
        QStringLiteral("ACCEL"));
    options.add(
        {QStringLiteral("libvirt")},
        QStringLiteral("Which libvirt: system (a network of the cluster's own) or session (your own machines, no "
                       "privilege). Default: system if you may."),
        QStringLiteral("CONNECTION"));
    options.add({QStringLiteral("n"), QStringLiteral("nodes")}, QStringLiteral("How many nodes (default 1)."),
                QStringLiteral("NODES"));
    options.add({QStringLiteral("network")},
                QStringLiteral("outbound (default): nodes reach what this machine reaches; isolated: only each other "
                               "and this machine. SKIFF_NETWORK says it for all."),
                QStringLiteral("MODE"));
    options.add({QStringLiteral("wait")},
                QStringLiteral("How long at most, apart from making the node image (default 2m)."),
                QStringLiteral("DURATION"));
    options.addOutput();
}

QString takes(const Options& options, const QString& name, const QString& what)
{
    return QStringLiteral("--%1 takes %2, not '%3'").arg(name, what, options.value(name));
}

/// What only machines have.
std::optional<QString> readMachineOptions(const Options& options, machine::StartOptions& start)
{
    if (options.has(QStringLiteral("cpus"))) {
        bool isNumber = false;
        start.size.cpus = options.value(QStringLiteral("cpus")).toInt(&isNumber);
        if (!isNumber || *start.size.cpus < 1)
            return takes(options, QStringLiteral("cpus"), QStringLiteral("a number from 1"));
    }
    if (options.has(QStringLiteral("memory"))) {
        start.size.memoryMb = parseMegabytes(options.value(QStringLiteral("memory")));
        if (!start.size.memoryMb)
            return takes(options, QStringLiteral("memory"), QStringLiteral("a size like 2g or 1500m"));
    }
    if (options.has(QStringLiteral("disk-size"))) {
        const auto megabytes = parseMegabytes(options.value(QStringLiteral("disk-size")));
        if (!megabytes || *megabytes < 1024)
            return takes(options, QStringLiteral("disk-size"), QStringLiteral("a size like 20g, at least 1g"));
        start.size.diskGb = *megabytes / 1024;
    }
    if (options.has(QStringLiteral("accel")) || qEnvironmentVariableIsSet("SKIFF_ACCEL")) {
        const QString accelerator = options.has(QStringLiteral("accel")) ? options.value(QStringLiteral("accel"))
                                                                         : qEnvironmentVariable("SKIFF_ACCEL");
        if (!QStringList{QStringLiteral("auto"), QStringLiteral("kvm"), QStringLiteral("tcg")}.contains(accelerator))
            return QStringLiteral("--accel (or SKIFF_ACCEL) takes auto, kvm or tcg, not '%1'").arg(accelerator);
        start.accelerator = accelerator == QLatin1String("auto") ? std::string() : accelerator.toStdString();
    }
    start.connection = options.value(QStringLiteral("libvirt")).toStdString();
    if (!start.connection.empty() && start.connection != "system" && start.connection != "session")
        return takes(options, QStringLiteral("libvirt"), QStringLiteral("system or session"));
    return std::nullopt;
}

/// Reads what was given; the message of the first mistake.
std::optional<QString> readOptions(const Options& options, machine::StartOptions& start)
{
    start.profile = options.profile();
    if (options.has(QStringLiteral("nodes"))) {
        bool isNumber = false;
        start.nodes = options.value(QStringLiteral("nodes")).toUInt(&isNumber);
        if (!isNumber || *start.nodes == 0)
            return takes(options, QStringLiteral("nodes"), QStringLiteral("a number from 1"));
    }
    const QString mode = options.has(QStringLiteral("network")) ? options.value(QStringLiteral("network"))
                                                                : qEnvironmentVariable("SKIFF_NETWORK");
    if (!mode.isEmpty()) {
        if (mode != QLatin1String("outbound") && mode != QLatin1String("isolated"))
            return QStringLiteral("--network (or SKIFF_NETWORK) takes outbound or isolated, not '%1'").arg(mode);
        start.network =
            mode == QLatin1String("isolated") ? machine::NetworkMode::Isolated : machine::NetworkMode::Outbound;
    }
    if (const auto mistake = readMachineOptions(options, start))
        return mistake;
    if (options.has(QStringLiteral("wait"))) {
        const auto limit = parseDuration(options.value(QStringLiteral("wait")));
        if (!limit)
            return takes(options, QStringLiteral("wait"), QStringLiteral("a duration like 90s or 2m"));
        start.limit = *limit;
    }
    if (const Status name = machine::validateProfileName(start.profile); !name.ok())
        return text(name.error().message);
    return std::nullopt;
}

} // namespace

int runStart(const QStringList& arguments)
{
    Options options(
        QStringLiteral("start"),
        QStringLiteral("Makes and starts a cluster, or starts one that was stopped; returns when every node is Ready.\n"
                       "Prints each phase; with -o json one line per event (README of app/cli)."));
    addOptions(options);
    if (const auto code = options.parse(arguments))
        return *code;
    machine::StartOptions start;
    if (const auto mistake = readOptions(options, start))
        return wrongUsage(*mistake);

    const bool json = options.json();
    const QString command = QStringLiteral("start");
    auto environment = Environment::make(options.value(QStringLiteral("driver")).toStdString(), start.profile);
    if (!environment.ok())
        return environment.error().code == ErrorCode::InvalidArgument ? wrongUsage(text(environment.error().message))
                                                                      : failed(environment.error(), json);
    if (geteuid() == 0) {
        if (const Status home = makeFoldersForInvokingUser((*environment)->profiles().home()); !home.ok())
            return failed(home.error(), json);
    }
    const Interrupt interrupt;
    PhasePrinter printer(json, onTerminal());
    const SteadyTime began = (*environment)->clock().steady();
    const auto status =
        (*environment)
            ->life()
            .start(
                start, [&](const machine::PhaseEvent& event) { printer.print(event); }, interrupt.token());
    if (!status.ok())
        return failedCommand(status.error(), json, command, arguments);
    giveToInvokingUser(status->kubeconfig);
    if (const Status added = addContext(start.profile, status->kubeconfig); !added.ok())
        return failed(added.error(), json);
    const std::chrono::duration<double> passed = (*environment)->clock().steady() - began;
    if (json)
        printJsonLine(resultObject(*status, passed.count()));
    else
        print(stdout, QStringLiteral("Ready in %1 s. kubectl has the context \"%2\".\n")
                          .arg(passed.count(), 0, 'f', 2)
                          .arg(text(start.profile)));
    return Done;
}

} // namespace skiff::cli
