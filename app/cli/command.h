#pragma once

#include <QString>
#include <QStringList>

#include <vector>

namespace skiff::cli {

/// What programs see of how a command ended.
enum ExitCode
{
    Done = 0,
    Failed = 1,
    WrongUsage = 2
};

/// One sub-command. `run` gets the words after its name and returns an ExitCode.
struct Command
{
    const char* name;
    const char* summary;
    int (*run)(const QStringList& arguments);
};

/// Each is in the file of its name.
int runStart(const QStringList& arguments);
int runStop(const QStringList& arguments);
int runDelete(const QStringList& arguments);
int runStatus(const QStringList& arguments);
int runImage(const QStringList& arguments);
int runKubectl(const QStringList& arguments);
int runLogs(const QStringList& arguments);
int runPause(const QStringList& arguments);
int runUnpause(const QStringList& arguments);
int runRestart(const QStringList& arguments);
int runSsh(const QStringList& arguments);
int runIp(const QStringList& arguments);
int runNode(const QStringList& arguments);
int runDoctor(const QStringList& arguments);
int runVersion(const QStringList& arguments);

const std::vector<Command>& commands();

} // namespace skiff::cli
