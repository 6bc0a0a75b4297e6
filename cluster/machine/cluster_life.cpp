#include "cluster/machine/cluster_life.h"

#include "cluster/base/file.h"
#include "cluster/machine/cluster_start.h"
#include "cluster/machine/image_cache.h"
#include "cluster/machine/node_services.h"
#include "cluster/machine/readiness.h"
#include "cluster/machine/start_logs.h"
#include "cluster/machine/subnet_claims.h"

#include <filesystem>
#include <fmt/format.h>
#include <sys/statvfs.h>

namespace skiff::machine {

namespace {

using namespace std::chrono_literals;

constexpr uint64_t leastFreeBytes = 512ULL << 20;

Status checkFreeSpace(const std::string& home)
{
    struct statvfs info = {};
    SKIFF_TRY(file::makeFolders(home, 0755));
    if (statvfs(home.c_str(), &info) != 0)
        return file::errorFromErrno(errno, "look at", home);
    const uint64_t free = static_cast<uint64_t>(info.f_bavail) * info.f_frsize;
    if (free >= leastFreeBytes)
        return {};
    return {
        ErrorCode::ResourceExhausted,
        fmt::format("{} has {} MB free, and a node needs {}: make room, or set SKIFF_HOME to a folder on another disk",
                    home, free >> 20, leastFreeBytes >> 20)};
}

/// Of a cluster whose server and nodes have just said that they are ready. They are not asked again: on a busy machine
/// the answer could be late, and the cluster would seem to start still.
Result<ClusterStatus> readyStatus(const LifeContext& context, const std::string& name)
{
    ClusterStatus now;
    SKIFF_TRY_ASSIGN(now.profile, context.profiles.load(name));
    now.runningNodes = now.profile.nodeNames();
    now.readyNodes = now.runningNodes;
    now.serverReady = true;
    now.server = serverUrl(now.profile);
    now.kubeconfig = context.profiles.folder(name).kubeconfig();
    return now;
}

} // namespace

Result<ClusterStatus> ClusterLife::start(const StartOptions& options, const PhaseSink& sink,
                                         const std::stop_token& stop)
{
    SKIFF_TRY(validateProfileName(options.profile));
    SKIFF_TRY(m_context.machines.check());
    SKIFF_TRY(checkFreeSpace(m_context.profiles.home()));
    SKIFF_TRY_ASSIGN(const ProfileLock lock, ProfileLock::take(m_context.profiles.folder(options.profile)));
    SKIFF_TRY_ASSIGN(ProfileToStart wanted, profileFor(m_context, options));
    if (Status settled = m_context.machines.settle(wanted.profile); !settled.ok()) {
        if (wanted.isNew)
            (void)m_context.profiles.remove(options.profile); // the folder was made for its lock
        return std::move(settled).error();
    }
    Status started = ClusterStart(m_context, wanted.profile, options.limit, sink, stop).run();
    if (started.ok())
        return readyStatus(m_context, options.profile);
    return undo(wanted, std::move(started).error());
}

/// Nothing half-done stays: what is new goes, but for its logs, and what was there is stopped. The error to tell.
Error ClusterLife::undo(const ProfileToStart& begun, Error error)
{
    const Profile& profile = begun.profile;
    const ProfileFolder folder = m_context.profiles.folder(profile.name);
    const bool cancelled = error.code == ErrorCode::Cancelled;
    const std::string logs = begun.isNew && !cancelled ? keepLogs(m_context, profile) : std::string();
    const Status ended =
        begun.isNew ? m_context.machines.discard(profile.name) : m_context.machines.stop(profile, cancelled ? 1s : 10s);
    if (ended.ok())
        ImageCache::release(folder);
    if (begun.isNew) {
        (void)m_context.profiles.remove(profile.name);
        releaseSubnet(folder.path());
    }
    if (!logs.empty())
        error.message += fmt::format("\n(the logs of this start: {})", logs);
    return error;
}

Status ClusterLife::stop(std::string_view name, Duration limit)
{
    SKIFF_TRY_ASSIGN(const Profile profile, m_context.profiles.load(name));
    SKIFF_TRY(m_context.machines.check());
    SKIFF_TRY_ASSIGN(const ProfileLock lock, ProfileLock::take(m_context.profiles.folder(name)));
    SKIFF_TRY(m_context.machines.stop(profile, limit));
    ImageCache::release(m_context.profiles.folder(name));
    return {};
}

Status ClusterLife::pause(std::string_view name, bool paused)
{
    SKIFF_TRY_ASSIGN(const Profile profile, m_context.profiles.load(name));
    SKIFF_TRY(m_context.machines.check());
    SKIFF_TRY(m_context.machines.reach(profile));
    SKIFF_TRY_ASSIGN(const ProfileLock lock, ProfileLock::take(m_context.profiles.folder(name)));
    if (m_context.machines.runningNodes(name).empty())
        return {ErrorCode::Conflict,
                fmt::format("cluster '{}' does not run: 'skiff start -p {}' starts it", name, name)};
    if (m_context.machines.paused(name) == paused)
        return {};
    return paused ? m_context.machines.pause(profile) : m_context.machines.resume(profile);
}

Status ClusterLife::remove(std::string_view name)
{
    SKIFF_TRY(validateProfileName(name));
    const ProfileFolder folder = m_context.profiles.folder(name);
    if (!std::filesystem::exists(folder.path()))
        return m_context.profiles.absent(name);
    SKIFF_TRY(m_context.machines.check());
    SKIFF_TRY_ASSIGN(const ProfileLock lock, ProfileLock::take(folder));
    SKIFF_TRY(m_context.machines.discard(name)); // which may be unreadable: its name is enough
    ImageCache::release(folder);
    forgetLogs(m_context, name);
    SKIFF_TRY(m_context.profiles.remove(name));
    releaseSubnet(folder.path());
    return {};
}

Result<ClusterStatus> ClusterLife::status(std::string_view name)
{
    SKIFF_TRY_ASSIGN(Profile profile, m_context.profiles.load(name));
    SKIFF_TRY(m_context.machines.reach(profile));
    ClusterStatus now;
    now.runningNodes = m_context.machines.runningNodes(name);
    now.paused = now.running() && m_context.machines.paused(name);
    now.server = serverUrl(profile);
    now.kubeconfig = m_context.profiles.folder(name).kubeconfig();
    now.profile = std::move(profile);
    if (!now.running() || now.paused)
        return now;
    const auto transport = m_context.connect(now.kubeconfig);
    if (!transport.ok())
        return now;
    now.serverReady = serverIsReady(**transport, 2s);
    if (now.serverReady) {
        auto ready = readyNodes(**transport, 2s);
        if (ready.ok())
            now.readyNodes = std::move(*ready);
    }
    return now;
}

} // namespace skiff::machine
