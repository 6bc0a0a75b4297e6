#pragma once

#include "cluster/runtime/sandbox.h"

#include <string_view>

namespace skiff::runtime {

struct ContainerMetadata
{
    std::string name;                        ///< of the container in its pod
    uint32_t attempt = 0;                    ///< its restart count

    bool operator==(const ContainerMetadata&) const = default;
};

struct Mount
{
    enum class Propagation : uint8_t { Private = 0, HostToContainer = 1, Bidirectional = 2 };
    std::string containerPath;
    std::string hostPath;
    bool readonly = false;
    bool selinuxRelabel = false;
    Propagation propagation = Propagation::Private;

    bool operator==(const Mount&) const = default;
};

struct Device
{
    std::string containerPath;
    std::string hostPath;
    std::string permissions;                 ///< cgroup permissions: of "rwm"
};

/// Values for the container's cgroup; 0 means "not set" (CRI LinuxContainerResources).
struct LinuxResources
{
    int64_t cpuPeriod = 0;                   ///< microseconds
    int64_t cpuQuota = 0;                    ///< microseconds of each period
    int64_t cpuShares = 0;
    int64_t memoryLimitBytes = 0;
    int64_t oomScoreAdj = 0;
    std::string cpusetCpus;
    std::string cpusetMems;

    bool operator==(const LinuxResources&) const = default;
};

struct Capabilities
{
    std::vector<std::string> add;            ///< "NET_ADMIN", or "ALL"; without "CAP_"
    std::vector<std::string> drop;
};

struct ContainerSecurity
{
    Capabilities capabilities;
    bool privileged = false;
    NamespaceOptions namespaces;
    std::optional<int64_t> runAsUser;
    std::optional<int64_t> runAsGroup;
    std::string runAsUsername;               ///< used when runAsUser is not set
    bool readonlyRootfs = false;
    std::vector<int64_t> supplementalGroups;
    bool noNewPrivileges = false;
    std::vector<std::string> maskedPaths;
    std::vector<std::string> readonlyPaths;
    SecurityProfile seccomp;
    std::optional<SecurityProfile> apparmor;
};

/// What a container is made from (CRI ContainerConfig).
struct ContainerConfig
{
    ContainerMetadata metadata;
    std::string image;                       ///< the id or reference that ImageStore gave
    std::string userSpecifiedImage;          ///< as the pod wrote it
    std::vector<std::string> command;        ///< replaces the image's entry point when not empty
    std::vector<std::string> args;
    std::string workingDirectory;
    std::vector<std::pair<std::string, std::string>> env;
    std::vector<Mount> mounts;
    std::vector<Device> devices;
    StringMap labels;
    StringMap annotations;
    std::string logPath;                     ///< relative to SandboxConfig::logDirectory
    bool stdinOpen = false;
    bool stdinOnce = false;
    bool tty = false;
    LinuxResources resources;
    ContainerSecurity security;
};

enum class ContainerState : uint8_t { Created = 0, Running = 1, Exited = 2, Unknown = 3 };

/// "created", "running", "exited" or "unknown", for logs.
std::string_view containerStateName(ContainerState state);

/// One line of the list of containers.
struct Container
{
    std::string id;
    std::string sandboxId;
    ContainerMetadata metadata;
    std::string image;                       ///< as it was named at creation
    std::string imageRef;                    ///< the image's id on the node
    ContainerState state = ContainerState::Unknown;
    WallTime createdAt{};
    StringMap labels;
    StringMap annotations;
};

struct ContainerStatus
{
    Container container;
    std::optional<WallTime> startedAt;
    std::optional<WallTime> finishedAt;
    int32_t exitCode = 0;
    std::string reason;                      ///< "Completed", "Error", "OOMKilled", ...
    std::string message;
    std::string logPath;                     ///< absolute
};

struct ExecSyncResult
{
    std::string standardOutput;
    std::string standardError;
    int32_t exitCode = 0;
};

/// A request for a streaming URL (exec, attach).
struct StreamRequest
{
    std::string containerId;
    std::vector<std::string> command;        ///< exec only
    bool tty = false;
    bool standardInput = false;
    bool standardOutput = false;
    bool standardError = false;
};

/// What a container uses now.
struct ContainerStats
{
    std::string containerId;
    StringMap labels;
    WallTime at{};
    uint64_t cpuUsageNanoseconds = 0;        ///< since it started
    uint64_t memoryWorkingSetBytes = 0;
    uint64_t writableLayerBytes = 0;
};

} // namespace skiff::runtime
