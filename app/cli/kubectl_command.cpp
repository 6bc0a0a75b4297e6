#include "app/cli/command.h"
#include "app/cli/environment.h"
#include "app/cli/output.h"

#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <unistd.h>
#include <vector>

namespace skiff::cli {

namespace {

/// Options of skiff end at "--" or at the first word that is none of them.
std::string takeProfile(QStringList& arguments)
{
    std::string profile = "skiff";
    while (!arguments.isEmpty()) {
        const QString word = arguments.front();
        const bool isProfile = word == QLatin1String("-p") || word == QLatin1String("--profile");
        if (isProfile && arguments.size() > 1) {
            profile = arguments.at(1).toStdString();
            arguments.remove(0, 2);
            continue;
        }
        if (word == QLatin1String("--"))
            arguments.removeFirst();
        break;
    }
    return profile;
}

/// A cluster that certainly does not answer is told of here: kubectl would wait, and blame the network.
Status checkRuns(const std::string& profile)
{
    const auto environment = Environment::make({}, profile);
    if (!environment.ok())
        return {}; // the cluster may run all the same
    const machine::MachineDriver& machines = (*environment)->machines();
    const auto known = (*environment)->profiles().load(profile);
    if (!machines.check().ok() || !known.ok() || !machines.reach(*known).ok())
        return {};
    if (machines.runningNodes(profile).empty())
        return {ErrorCode::Unavailable,
                fmt::format("cluster '{0}' does not run: 'skiff start -p {0}' starts it", profile)};
    if (machines.paused(profile))
        return {ErrorCode::Unavailable,
                fmt::format("cluster '{0}' is paused: 'skiff unpause -p {0}' lets it go on", profile)};
    return {};
}

} // namespace

int runKubectl(const QStringList& given)
{
    if (given.size() == 1 && given.front() == QLatin1String("--help")) {
        print(stdout, QStringLiteral("usage: skiff kubectl [-p PROFILE] [--] ARGUMENT...\nRuns the kubectl on your "
                                     "PATH on a cluster of Skiff.\n"));
        return Done;
    }
    QStringList arguments = given;
    const std::string profile = takeProfile(arguments);
    const machine::ProfileStore profiles(machine::defaultHome());
    const auto known = profiles.load(profile);
    if (!known.ok())
        return failed(known.error());
    if (const Status runs = checkRuns(profile); !runs.ok())
        return failed(runs.error());
    const std::string kubeconfig = profiles.folder(profile).kubeconfig();
    if (access(kubeconfig.c_str(), R_OK) != 0)
        return failed({ErrorCode::PermissionDenied, "cannot read " + kubeconfig + ": " + std::strerror(errno) +
                                                        " (was the cluster started, and by you?)"});
    setenv("KUBECONFIG", kubeconfig.c_str(), 1);

    std::vector<QByteArray> words = {"kubectl"};
    for (const QString& argument : arguments)
        words.push_back(argument.toLocal8Bit());
    std::vector<char*> argv;
    for (QByteArray& word : words)
        argv.push_back(word.data());
    argv.push_back(nullptr);
    execvp("kubectl", argv.data());
    return failed({ErrorCode::NotFound, std::string("cannot run kubectl: ") + std::strerror(errno) +
                                            ". Install it, or use any client with " + kubeconfig});
}

} // namespace skiff::cli
