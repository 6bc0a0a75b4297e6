#pragma once

#include "cluster/machine/profile.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skiff::machine {

/// What was looked at on this machine, before anybody judges it. A value, so that tests can say what a machine is like.
struct HostFacts
{
    std::string driver; ///< that a start would use
    bool root = false;
    bool linuxHost = true;
    std::string driverProblem; ///< why the driver refuses to work; empty when it does not
    bool kvmWorks = false;
    std::string kvmReason;
    bool qemuInstalled = false;
    bool libvirtInstalled = false;
    bool libvirtSystem = false; ///< the user may speak to the machine's daemon
    std::string libvirtProblem; ///< why its daemon does not answer; empty when it does
    /// The chain of the host's firewall that drops what it forwards, such as "ip filter FORWARD"; empty when none does,
    /// not known without root.
    std::optional<std::string> dropsForwarded;
    uint64_t freeBytes = 0;
    std::string home;
    int inotifyInstances = 0; ///< that a user may have; 0: not known
    int inotifyWatches = 0;
    bool slirpInstalled = false;
    bool imageMade = false;
    std::vector<std::string> missingPrograms; ///< that making the image needs
    struct Stale
    {
        std::string profile;
        std::string problem;
        std::string remedy;
    };
    std::vector<Stale> staleProfiles;
};

enum class Verdict
{
    Fine,
    Notice,  ///< works, but less well than it could
    Problem, ///< a start fails, or the cluster does not work
};

/// One thing that was looked at.
struct Finding
{
    std::string name; ///< "kvm", "libvirt", …: stable, for programs
    Verdict verdict = Verdict::Fine;
    std::string words;
    std::string remedy; ///< a command or a deed; empty when nothing is to be done
};

/// "ok", "notice", "problem".
std::string_view verdictName(Verdict verdict);

/// The chains at the hook "forward" whose policy is to drop, in the output of `nft list chains`: "inet filter forward".
/// Pure.
std::vector<std::string> chainsThatDropForwarded(std::string_view listed);

/// What the facts mean for a start. Pure.
std::vector<Finding> examine(const HostFacts& facts);

} // namespace skiff::machine
