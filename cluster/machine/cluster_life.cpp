#include "cluster/machine/cluster_life.h"

#include "cluster/base/backoff.h"
#include "cluster/base/file.h"
#include "cluster/client/kubeconfig.h"
#include "cluster/machine/boot_progress.h"
#include "cluster/machine/image_cache.h"
#include "cluster/machine/node_services.h"
#include "cluster/machine/readiness.h"
#include "cluster/machine/subnet_claims.h"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <sys/statvfs.h>
#include <thread>

namespace skiff::machine {

namespace {

using namespace std::chrono_literals;

constexpr uint64_t leastFreeBytes = 512ULL << 20;
constexpr size_t quotedLogLines = 5;
/// Another version of Skiff on this machine may want its own image again.
constexpr auto keepUnusedImages = std::chrono::hours(7 * 24);

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

/// The last lines of a service's log, for an error.
std::string logTail(NodeShell& shell, std::string_view profile, const BootEvent& culprit)
{
    const auto text = shell.read({profile, culprit.node, serviceLog(culprit.service)});
    if (!text.ok() || text->empty())
        return {};
    size_t begin = text->size() - 1;
    for (size_t lines = 0; begin > 0; --begin) {
        if ((*text)[begin - 1] == '\n' && ++lines == quotedLogLines)
            break;
    }
    return "\n" + text->substr(begin);
}

/// Copies what the nodes of a failed start wrote to HOME/failed-start/PROFILE; that folder, or empty.
std::string keepLogs(const LifeContext& context, const Profile& profile)
{
    namespace fs = std::filesystem;
    std::error_code error;
    const std::string target = fmt::format("{}/failed-start/{}", context.profiles.home(), profile.name);
    fs::remove_all(target, error);
    const ProfileFolder folder = context.profiles.folder(profile.name);
    bool any = false;
    const auto keep = [&](const std::string& node, std::string_view name, const std::string& text) {
        fs::create_directories(fmt::format("{}/{}", target, node), error);
        any = file::writeAtomically(fmt::format("{}/{}/{}.log", target, node, name), text, 0644).ok() || any;
    };
    for (const NodeRecord& node : profile.nodes) {
        if (const auto console = file::read(folder.consoleLog(node.name)); console.ok())
            keep(node.name, "console", *console);
        for (const std::string_view service : nodeServiceNames) {
            const auto text = context.shell.read({profile.name, node.name, serviceLog(service)});
            if (text.ok())
                keep(node.name, service, *text);
            else if (text.error().code == ErrorCode::Unavailable)
                break; // nobody answers there
        }
    }
    return any ? target : std::string();
}

std::vector<std::string> nodeNames(const Profile& profile)
{
    std::vector<std::string> names;
    for (const NodeRecord& node : profile.nodes)
        names.push_back(node.name);
    return names;
}

/// One run of `start`.
class Start
{
public:
    Start(LifeContext& context, Profile profile, Duration limit, const PhaseSink& sink, std::stop_token stop)
        : m_context(context),
          m_profile(std::move(profile)),
          m_folder(context.profiles.folder(m_profile.name)),
          m_limit(limit),
          m_timer(context.clock, sink),
          m_stop(std::move(stop))
    {}

    Status run();

private:
    Result<NodeImage> findImage();
    std::string removeOldImages(const NodeImage& image) const;
    Status settleProfile();
    Status bootMachines(const NodeImage& image);
    Status follow(BootWatch& watch);
    Status onEvent(BootProgress& progress, const BootEvent& event);
    Status bringCredentials(const NodeRecord& node);
    Result<std::string> readKubeconfig();
    Status adoptKubeconfig();
    Status waitReady();
    Duration left() const { return m_deadline - m_context.clock.steady(); }

    LifeContext& m_context;
    Profile m_profile;
    ProfileFolder m_folder;
    Duration m_limit;
    SteadyTime m_deadline;
    WallTime m_bootedAt{}; ///< the beginning of time when the machines ran already
    PhaseTimer m_timer;
    std::stop_token m_stop;
};

Status Start::run()
{
    Status done = [this]() -> Status {
        const auto running = m_context.machines.runningNodes(m_profile.name);
        if (running.empty()) {
            SKIFF_TRY_ASSIGN(const NodeImage image, findImage());
            m_deadline = m_context.clock.steady() + m_limit;
            SKIFF_TRY(bootMachines(image));
        } else {
            m_deadline = m_context.clock.steady() + m_limit;
            if (m_context.machines.paused(m_profile.name))
                SKIFF_TRY(m_context.machines.resume(m_profile));
            m_timer.begin(Phase::ControlPlane);
        }
        return waitReady();
    }();
    if (!done.ok())
        m_timer.fail(done.error().message);
    return done;
}

Result<NodeImage> Start::findImage()
{
    m_timer.begin(Phase::Image);
    bool made = false;
    SKIFF_TRY_ASSIGN(NodeImage image, m_context.images.findOrMake(
                                          m_context.machines.imageForm(),
                                          [&](double fraction, const std::string& what) {
                                              made = true;
                                              m_timer.progress(fraction, what);
                                          },
                                          m_stop));
    SKIFF_TRY(ImageCache::holding(image).claim(m_folder, image));
    m_timer.done("node image " + image.version + (made ? removeOldImages(image) : std::string()));
    return image;
}

/// After a new image was made: those that nothing used for a while go. In words.
std::string Start::removeOldImages(const NodeImage& image) const
{
    const auto pruned = ImageCache::holding(image).prune(versionsOf(image), keepUnusedImages, m_context.clock.now());
    if (!pruned.ok() || pruned->versions.empty())
        return {};
    return fmt::format("; removed {} old, {} MB", pruned->versions.size(), pruned->bytes >> 20);
}

/// Addresses are chosen among what saved profiles leave free: one start at a time.
Status Start::settleProfile()
{
    SKIFF_TRY_ASSIGN(const HomeLock turn, HomeLock::take(m_context.profiles.home()));
    SKIFF_TRY(m_context.machines.assignAddresses(m_profile));
    return m_context.profiles.save(m_profile);
}

Status Start::bootMachines(const NodeImage& image)
{
    m_timer.begin(Phase::Machine);
    m_bootedAt = m_context.clock.now();
    SKIFF_TRY(settleProfile());
    SKIFF_TRY_ASSIGN(const auto watch, m_context.machines.boot(m_profile, image));
    return follow(*watch);
}

Status Start::follow(BootWatch& watch)
{
    BootProgress progress(m_profile);
    while (progress.phase() != Phase::Node) {
        SKIFF_TRY_ASSIGN(const auto event, watch.next(left(), m_stop));
        if (!event)
            return {ErrorCode::Timeout, fmt::format("nothing happened within {} s while waiting for phase {}",
                                                    std::chrono::duration_cast<std::chrono::seconds>(m_limit).count(),
                                                    phaseName(progress.phase()))};
        SKIFF_TRY(onEvent(progress, *event));
    }
    return {};
}

Status Start::onEvent(BootProgress& progress, const BootEvent& event)
{
    Status taken = progress.take(event);
    if (!taken.ok()) {
        const std::string tail =
            progress.culprit() ? logTail(m_context.shell, m_profile.name, *progress.culprit()) : std::string();
        return {taken.error().code, taken.error().message + tail};
    }
    // A later phase may be reached before an earlier one is told: each is told, in order.
    const Phase reached = progress.phase();
    while (m_timer.current() < reached && m_timer.current() != Phase::ControlPlane) {
        m_timer.done(m_timer.current() == Phase::Machine ? m_context.machines.describe(m_profile) : std::string());
        m_timer.begin(progress.after(m_timer.current()));
    }
    return {};
}

/// The administrator's credentials, which the server writes when it is ready. Machines that ran already
/// may be in the middle of a start that was interrupted.
Result<std::string> Start::readKubeconfig()
{
    Backoff backoff(20ms, 500ms);
    for (;;) {
        auto text = m_context.shell.read({m_profile.name, m_profile.controlPlane().name, node_path::adminKubeconfig});
        if (text.ok() || m_stop.stop_requested() || left() <= Duration::zero() ||
            m_context.machines.runningNodes(m_profile.name).empty())
            return text;
        std::this_thread::sleep_for(std::min<Duration>(left(), backoff.next())); // nothing announces it outside
    }
}

Status Start::adoptKubeconfig()
{
    SKIFF_TRY_ASSIGN(std::string text, readKubeconfig());
    if (m_profile.forwardedApi != 0) {
        // The node knows its own address alone, and the way in is another.
        SKIFF_TRY_ASSIGN(const auto kubeconfig, client::Kubeconfig::parse(text));
        SKIFF_TRY_ASSIGN(client::ClientConfig config, kubeconfig.config());
        config.server = serverUrl(m_profile);
        text = client::Kubeconfig::of(config).toYaml();
    }
    return file::writeAtomically(m_folder.kubeconfig(), text, 0600);
}

/// Made where the CA is, put where the node's agent waits for them.
Status Start::bringCredentials(const NodeRecord& node)
{
    const std::string& source = m_profile.controlPlane().name;
    const std::string out = fmt::format("/var/lib/skiff/credentials/{}", node.name);
    const std::string server = fmt::format("https://{}:{}", m_profile.controlPlane().address, apiPort);
    SKIFF_TRY_ASSIGN(
        const process::Outcome made,
        m_context.shell.run(m_profile.name, source,
                            {node_path::daemon, "credentials", "--data-dir", node_path::serverData, "--node", node.name,
                             "--address", node.address, "--server", server, "--out", out},
                            -1, 30s));
    if (!made.succeeded())
        return {ErrorCode::Unavailable, fmt::format("no credentials for node {}: {}", node.name, made.errors)};
    // The kubeconfig last: its being there is what the node waits for.
    for (const char* name : {"ca.crt", "kubelet.crt", "kubelet.key", "kubeconfig"}) {
        SKIFF_TRY_ASSIGN(const std::string text,
                         m_context.shell.read({m_profile.name, source, fmt::format("{}/{}", out, name)}));
        SKIFF_TRY(m_context.shell.write({m_profile.name, node.name, fmt::format("{}/{}", node_path::credentials, name)},
                                        text));
    }
    SKIFF_TRY(m_context.shell.run(m_profile.name, source, {"/bin/rm", "-rf", out}, -1, 10s));
    return {};
}

Status Start::waitReady()
{
    SKIFF_TRY(adoptKubeconfig());
    SKIFF_TRY_ASSIGN(const auto transport, m_context.connect(m_folder.kubeconfig()));
    SKIFF_TRY(waitForServer(*transport, left(), m_stop));
    m_timer.done(serverUrl(m_profile));
    SKIFF_TRY(m_context.machines.started(m_profile));

    m_timer.begin(Phase::Node);
    for (size_t i = 1; i < m_profile.nodes.size(); ++i)
        SKIFF_TRY(bringCredentials(m_profile.nodes[i]));
    const std::vector<std::string> names = nodeNames(m_profile);
    SKIFF_TRY(waitForNodes(*transport, {names, m_bootedAt}, left(), m_stop, [&](size_t ready) {
        m_timer.progress(static_cast<double>(ready) / static_cast<double>(names.size()),
                         fmt::format("{} of {} Ready", ready, names.size()));
    }));
    m_timer.done(names.size() == 1 ? fmt::format("node {} Ready", names[0])
                                   : fmt::format("{} nodes Ready", names.size()));
    return {};
}

/// The profile that `options` ask for: the one there is, unless they contradict it, or a new one.
Result<Profile> profileFor(const LifeContext& context, const StartOptions& options, bool& isNew)
{
    SKIFF_TRY(validateProfileName(options.profile));
    auto existing = context.profiles.load(options.profile);
    isNew = !existing.ok() && existing.error().code == ErrorCode::NotFound;
    if (!existing.ok() && !isNew)
        return existing;
    if (!isNew) {
        const auto differs = [&](std::string_view what) {
            return Error{ErrorCode::Conflict,
                         fmt::format("profile '{0}' exists with another {1}: 'skiff delete -p {0}' first, or "
                                     "choose another name with -p",
                                     options.profile, what)};
        };
        if (existing->driver != context.machines.name())
            return differs("driver (" + existing->driver + ")");
        if (options.network && *options.network != existing->network)
            return differs("network mode");
        if (options.nodes && *options.nodes != existing->nodes.size())
            return differs(fmt::format("number of nodes ({})", existing->nodes.size()));
        if (options.size.over(existing->size) != existing->size && options.size.diskGb)
            return differs(fmt::format("disk size ({} GB)", existing->size.diskGb));
        if (!options.connection.empty() && options.connection != existing->connection)
            return differs("connection (" + existing->connection + ")");
        // The next boot may have other processors, memory and accelerator.
        existing->size = options.size.over(existing->size);
        if (options.accelerator)
            existing->accelerator = *options.accelerator;
        return existing;
    }
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

/// Of a cluster whose server and nodes have just said that they are ready. They are not asked again: on a busy machine
/// the answer could be late, and the cluster would seem to start still.
Result<ClusterStatus> readyStatus(const LifeContext& context, const std::string& name)
{
    ClusterStatus now;
    SKIFF_TRY_ASSIGN(now.profile, context.profiles.load(name));
    now.runningNodes = nodeNames(now.profile);
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
    bool isNew = false;
    auto profile = profileFor(m_context, options, isNew);
    if (!profile.ok())
        return std::move(profile).error();

    if (Status settled = m_context.machines.settle(*profile); !settled.ok()) {
        if (isNew)
            (void)m_context.profiles.remove(options.profile); // the folder was made for its lock
        return std::move(settled).error();
    }
    Start start(m_context, *profile, options.limit, sink, stop);
    Status started = start.run();
    if (started.ok())
        return readyStatus(m_context, options.profile);
    // Nothing half-done stays: what is new goes, but for its logs, and what was there is stopped.
    Error error = std::move(started).error();
    const std::string logs =
        isNew && error.code != ErrorCode::Cancelled ? keepLogs(m_context, *profile) : std::string();
    if (m_context.machines.stop(*profile, error.code == ErrorCode::Cancelled ? 1s : 10s).ok())
        ImageCache::release(m_context.profiles.folder(options.profile));
    if (isNew) {
        (void)m_context.profiles.remove(options.profile);
        releaseSubnet(m_context.profiles.folder(options.profile).path());
        if (!logs.empty())
            error.message += fmt::format("\n(the logs of this start: {})", logs);
    }
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
    SKIFF_TRY_ASSIGN(const ProfileLock lock, ProfileLock::take(m_context.profiles.folder(name)));
    if (m_context.machines.runningNodes(name).empty())
        return {ErrorCode::Conflict,
                fmt::format("cluster '{}' does not run: 'skiff start -p {}' starts it", name, name)};
    return paused ? m_context.machines.pause(profile) : m_context.machines.resume(profile);
}

Status ClusterLife::remove(std::string_view name, Duration limit)
{
    SKIFF_TRY(validateProfileName(name));
    const ProfileFolder folder = m_context.profiles.folder(name);
    if (!std::filesystem::exists(folder.path()))
        return {ErrorCode::NotFound, fmt::format("there is no profile '{}'", name)};
    SKIFF_TRY(m_context.machines.check());
    SKIFF_TRY_ASSIGN(const ProfileLock lock, ProfileLock::take(folder));
    auto profile = m_context.profiles.load(name);
    if (!profile.ok()) {
        // Unreadable: its name is enough to find what it has.
        profile = Profile();
        profile->name = name;
    }
    SKIFF_TRY(m_context.machines.stop(*profile, limit));
    ImageCache::release(folder);
    std::error_code ignored;
    std::filesystem::remove_all(fmt::format("{}/failed-start/{}", m_context.profiles.home(), name), ignored);
    SKIFF_TRY(m_context.profiles.remove(name));
    releaseSubnet(folder.path());
    return {};
}

Result<ClusterStatus> ClusterLife::status(std::string_view name)
{
    SKIFF_TRY_ASSIGN(Profile profile, m_context.profiles.load(name));
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
