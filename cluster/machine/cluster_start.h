#pragma once

#include "cluster/machine/boot_progress.h"
#include "cluster/machine/life_context.h"
#include "cluster/machine/phase.h"

#include <stop_token>
#include <string>

namespace skiff::machine {

/// One run of `skiff start`: from the node image to Ready nodes, each phase told as it comes and goes.
///
/// Goes on with machines that run already. What it leaves when it fails is the caller's to clean up. Blocks; one
/// thread.
class ClusterStart
{
public:
    ClusterStart(LifeContext& context, Profile profile, Duration limit, const PhaseSink& sink, std::stop_token stop)
        : m_context(context),
          m_profile(std::move(profile)),
          m_folder(context.profiles.folder(m_profile.name)),
          m_limit(limit),
          m_timer(context.clock, sink),
          m_stop(std::move(stop))
    {}

    /// Returns when the server answers and every node is Ready.
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

} // namespace skiff::machine
