#pragma once

#include "cluster/machine/phase.h"
#include "cluster/machine/start_options.h"

#include <stop_token>
#include <string>
#include <vector>

namespace skiff::machine {

/// A profile as it is now.
struct ClusterStatus
{
    Profile profile;
    std::vector<std::string> runningNodes;
    bool paused = false;
    bool serverReady = false;
    std::vector<std::string> readyNodes; ///< as the cluster sees them
    std::string server;                  ///< "https://10.57.3.2:6443"
    std::string kubeconfig;

    bool running() const { return !runningNodes.empty(); }
};

/// Starts, stops and deletes clusters. Blocks; one thread. Each command holds the profile's lock.
class ClusterLife
{
public:
    explicit ClusterLife(LifeContext context) : m_context(std::move(context)) {}

    /// Returns when the server answers and every node is Ready; at once when it is so already. When it
    /// fails or is stopped, a new profile leaves nothing behind and an old one is stopped.
    Result<ClusterStatus> start(const StartOptions& options, const PhaseSink& sink, const std::stop_token& stop);

    Status stop(std::string_view profile, Duration limit);
    /// Keeps a running cluster from going on, or lets it.
    Status pause(std::string_view profile, bool paused);
    /// Ends it if it runs, and removes everything it has. Also takes profiles that cannot be read.
    Status remove(std::string_view profile);
    Result<ClusterStatus> status(std::string_view profile);

private:
    Error undo(const ProfileToStart& begun, Error error);

    LifeContext m_context;
};

} // namespace skiff::machine
