#include "cluster/machine/start_options.h"

#include <fmt/format.h>

namespace skiff::machine {

namespace {

/// What of an existing profile is another one than was asked for, in words; empty: nothing that a start cannot change.
std::string differenceFrom(const Profile& existing, const StartOptions& options, std::string_view driver)
{
    if (existing.driver != driver)
        return fmt::format("driver ({})", existing.driver);
    if (options.network && *options.network != existing.network)
        return fmt::format("network mode ({})", existing.network == NetworkMode::Isolated ? "isolated" : "outbound");
    if (options.nodes && *options.nodes != existing.nodes.size())
        return fmt::format("number of nodes ({})", existing.nodes.size());
    if (options.size.diskGb && *options.size.diskGb != existing.size.diskGb)
        return fmt::format("disk size ({} GB)", existing.size.diskGb);
    if (!options.connection.empty() && options.connection != existing.connection)
        return fmt::format("connection ({})", existing.connection);
    return {};
}

Profile newProfile(const LifeContext& context, const StartOptions& options)
{
    Profile profile;
    profile.name = options.profile;
    profile.size = options.size.over(profile.size);
    profile.connection = options.connection;
    profile.accelerator = options.accelerator.value_or("");
    profile.driver = context.machines.name();
    profile.network = options.network.value_or(NetworkMode::Outbound);
    profile.createdAt = formatTime(context.clock.now());
    for (size_t i = 0; i < options.nodes.value_or(1); ++i)
        profile.nodes.push_back({nodeName(options.profile, i), {}});
    return profile;
}

} // namespace

Result<ProfileToStart> profileFor(const LifeContext& context, const StartOptions& options)
{
    SKIFF_TRY(validateProfileName(options.profile));
    auto existing = context.profiles.load(options.profile);
    if (!existing.ok() && existing.error().code == ErrorCode::NotFound)
        return ProfileToStart{newProfile(context, options), true};
    if (!existing.ok())
        return std::move(existing).error();
    const std::string difference = differenceFrom(*existing, options, context.machines.name());
    if (!difference.empty())
        return Error{
            ErrorCode::Conflict,
            fmt::format("profile '{0}' exists with another {1}: 'skiff delete -p {0}' first, or choose another "
                        "name with -p",
                        options.profile, difference)};
    // The next boot may have other processors, memory and accelerator.
    existing->size = options.size.over(existing->size);
    if (options.accelerator)
        existing->accelerator = *options.accelerator;
    return ProfileToStart{std::move(*existing), false};
}

} // namespace skiff::machine
