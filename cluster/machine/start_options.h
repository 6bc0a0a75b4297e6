#pragma once

#include "cluster/machine/life_context.h"

#include <chrono>
#include <optional>
#include <string>

namespace skiff::machine {

/// What of a machine's size was asked for.
struct SizeWanted
{
    std::optional<int> cpus;
    std::optional<int> memoryMb;
    std::optional<int> diskGb;

    MachineSize over(const MachineSize& usual) const
    {
        return {cpus.value_or(usual.cpus), memoryMb.value_or(usual.memoryMb), diskGb.value_or(usual.diskGb)};
    }
};

/// What `skiff start` was asked for. What is empty is taken from the profile, or is the default.
struct StartOptions
{
    std::string profile = "skiff";
    std::optional<NetworkMode> network;
    std::optional<size_t> nodes;
    SizeWanted size;
    std::string connection;                   ///< "system" or "session"
    std::optional<std::string> accelerator;   ///< "kvm", "tcg"; "auto" is the empty one
    Duration limit = std::chrono::minutes(2); ///< for everything after the image
};

/// What a start works on.
struct ProfileToStart
{
    Profile profile;
    bool isNew = false;
};

/// The profile that `options` ask for: the one there is, unless they contradict it, or a new one, not yet saved.
Result<ProfileToStart> profileFor(const LifeContext& context, const StartOptions& options);

} // namespace skiff::machine
