#pragma once

#include "cluster/base/result.h"
#include "cluster/machine/background.h"
#include "cluster/machine/profile.h"

#include <string>
#include <vector>

namespace skiff::machine::local {

/// What the monitor needs to know, kept in the profile's run folder.
struct MonitorSpec
{
    std::string profileFolder;
    std::string id;
    std::string hostAddress;
    std::string imageRoot;
    std::string imageLayer;
    NetworkMode network = NetworkMode::Outbound;
    std::vector<NodeRecord> nodes;

    std::string toJson() const;
    static Result<MonitorSpec> fromJson(std::string_view text);
};

inline std::string monitorLockPath(const std::string& profileFolder)
{
    return profileFolder + "/run/monitor.lock";
}
inline std::string monitorStatePath(const std::string& profileFolder)
{
    return profileFolder + "/run/state.json";
}
inline std::string monitorSpecPath(const std::string& profileFolder)
{
    return profileFolder + "/run/spec.json";
}

/// The hidden sub-command of `skiff` that runMonitor() is.
inline constexpr const char* monitorCommand = "local-monitor";

/// The descriptor on which a monitor tells its starter what happens, one line each:
///     node NAME PID       init NAME EVENT...      gone NAME       error NAME TEXT
inline constexpr int monitorEventsFd = inheritedFd;

/// One process for each profile that runs: it lives in the nodes' switch namespace, boots the nodes,
/// owns what carries their outbound traffic, and ends when the last node has ended. On SIGTERM it
/// stops the nodes first. When it is killed, the kernel takes everything else away. One thread.
int runMonitor(const std::string& specPath);

} // namespace skiff::machine::local
