#pragma once

#include "cluster/base/clock.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace skiff::runtime {

using StringMap = std::map<std::string, std::string>;

/// Whose namespace a container shares (CRI NamespaceMode, same numbers).
enum class NamespaceMode : uint8_t { Pod = 0, Container = 1, Node = 2, Target = 3 };

struct NamespaceOptions
{
    NamespaceMode network = NamespaceMode::Pod;
    NamespaceMode pid = NamespaceMode::Container;
    NamespaceMode ipc = NamespaceMode::Pod;
    std::string targetId;                    ///< container whose PID namespace is shared (mode Target)

    bool operator==(const NamespaceOptions&) const = default;
};

/// A seccomp or AppArmor profile (CRI SecurityProfile, same numbers).
struct SecurityProfile
{
    enum class Kind : uint8_t { RuntimeDefault = 0, Unconfined = 1, Localhost = 2 };
    Kind kind = Kind::RuntimeDefault;
    std::string localhostRef;                ///< absolute path (seccomp) or profile name (AppArmor)

    bool operator==(const SecurityProfile&) const = default;
};

struct SandboxMetadata
{
    std::string name;                        ///< of the pod
    std::string uid;
    std::string namespaceName;
    uint32_t attempt = 0;                    ///< how many sandboxes of this pod there were before

    bool operator==(const SandboxMetadata&) const = default;
};

struct DnsConfig
{
    std::vector<std::string> servers;
    std::vector<std::string> searches;
    std::vector<std::string> options;

    bool operator==(const DnsConfig&) const = default;
};

struct PortMapping
{
    enum class Protocol : uint8_t { Tcp = 0, Udp = 1, Sctp = 2 };
    Protocol protocol = Protocol::Tcp;
    int32_t containerPort = 0;
    int32_t hostPort = 0;
    std::string hostIp;

    bool operator==(const PortMapping&) const = default;
};

struct SandboxSecurity
{
    NamespaceOptions namespaces;
    std::optional<int64_t> runAsUser;
    std::optional<int64_t> runAsGroup;
    std::vector<int64_t> supplementalGroups;
    bool readonlyRootfs = false;
    bool privileged = false;                 ///< some container of the pod is privileged
    SecurityProfile seccomp;
};

/// What a pod sandbox is made from (CRI PodSandboxConfig).
struct SandboxConfig
{
    SandboxMetadata metadata;
    std::string hostname;                    ///< empty: the node's (host network)
    std::string logDirectory;                ///< absolute; container log paths are relative to it
    std::optional<DnsConfig> dns;            ///< nothing: the runtime copies the node's resolv.conf
    std::vector<PortMapping> portMappings;
    StringMap labels;
    StringMap annotations;
    std::string cgroupParent;
    StringMap sysctls;
    SandboxSecurity security;
};

enum class SandboxState : uint8_t { Ready = 0, NotReady = 1 };

/// One line of the list of sandboxes.
struct Sandbox
{
    std::string id;
    SandboxMetadata metadata;
    SandboxState state = SandboxState::NotReady;
    WallTime createdAt{};
    StringMap labels;
    StringMap annotations;
};

struct SandboxStatus
{
    Sandbox sandbox;
    std::string ip;                          ///< empty for host network
    std::vector<std::string> additionalIps;
    NamespaceOptions namespaces;
};

} // namespace skiff::runtime
