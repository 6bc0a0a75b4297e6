#include "cluster/machine/cluster_start.h"

#include "cluster/base/backoff.h"
#include "cluster/base/file.h"
#include "cluster/client/kubeconfig.h"
#include "cluster/machine/image_cache.h"
#include "cluster/machine/node_services.h"
#include "cluster/machine/readiness.h"
#include "cluster/machine/start_logs.h"

#include <algorithm>
#include <fmt/format.h>
#include <thread>

namespace skiff::machine {

namespace {

using namespace std::chrono_literals;

/// Another version of Skiff on this machine may want its own image again.
constexpr auto keepUnusedImages = std::chrono::hours(7 * 24);

} // namespace

Status ClusterStart::run()
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

Result<NodeImage> ClusterStart::findImage()
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
std::string ClusterStart::removeOldImages(const NodeImage& image) const
{
    const auto pruned = ImageCache::holding(image).prune(versionsOf(image), keepUnusedImages, m_context.clock.now());
    if (!pruned.ok() || pruned->versions.empty())
        return {};
    return fmt::format("; removed {} old, {} MB", pruned->versions.size(), pruned->bytes >> 20);
}

/// Addresses are chosen among what saved profiles leave free: one start at a time.
Status ClusterStart::settleProfile()
{
    SKIFF_TRY_ASSIGN(const HomeLock turn, HomeLock::take(m_context.profiles.home()));
    SKIFF_TRY(m_context.machines.assignAddresses(m_profile));
    return m_context.profiles.save(m_profile);
}

Status ClusterStart::bootMachines(const NodeImage& image)
{
    m_timer.begin(Phase::Machine);
    m_bootedAt = m_context.clock.now();
    SKIFF_TRY(settleProfile());
    SKIFF_TRY_ASSIGN(const auto watch, m_context.machines.boot(m_profile, image));
    return follow(*watch);
}

Status ClusterStart::follow(BootWatch& watch)
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

Status ClusterStart::onEvent(BootProgress& progress, const BootEvent& event)
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
Result<std::string> ClusterStart::readKubeconfig()
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

Status ClusterStart::adoptKubeconfig()
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
Status ClusterStart::bringCredentials(const NodeRecord& node)
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

Status ClusterStart::waitReady()
{
    SKIFF_TRY(adoptKubeconfig());
    SKIFF_TRY_ASSIGN(const auto transport, m_context.connect(m_folder.kubeconfig()));
    SKIFF_TRY(waitForServer(*transport, left(), m_stop));
    m_timer.done(serverUrl(m_profile));
    SKIFF_TRY(m_context.machines.started(m_profile));

    m_timer.begin(Phase::Node);
    for (size_t i = 1; i < m_profile.nodes.size(); ++i)
        SKIFF_TRY(bringCredentials(m_profile.nodes[i]));
    const std::vector<std::string> names = m_profile.nodeNames();
    SKIFF_TRY(waitForNodes(*transport, {names, m_bootedAt}, left(), m_stop, [&](size_t ready) {
        m_timer.progress(static_cast<double>(ready) / static_cast<double>(names.size()),
                         fmt::format("{} of {} Ready", ready, names.size()));
    }));
    m_timer.done(names.size() == 1 ? fmt::format("node {} Ready", names[0])
                                   : fmt::format("{} nodes Ready", names.size()));
    return {};
}

} // namespace skiff::machine
