#pragma once

#include "cluster/base/clock.h"
#include "cluster/client/transport.h"
#include "cluster/machine/machine_driver.h"
#include "cluster/machine/phase.h"

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
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

/// Makes calls with the credentials of a kubeconfig file.
using TransportFactory = std::function<Result<std::unique_ptr<client::Transport>>(const std::string& kubeconfigPath)>;

/// What life-cycle commands need of the world around them.
struct LifeContext
{
    const ProfileStore& profiles;
    const NodeImageSource& images;
    MachineDriver& machines;
    NodeShell& shell;
    TransportFactory connect;
    const Clock& clock;
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
    /// Stops it if it runs, and removes everything it has. Also takes profiles that cannot be read.
    Status remove(std::string_view profile, Duration limit);
    Result<ClusterStatus> status(std::string_view profile);

private:
    LifeContext m_context;
};

} // namespace skiff::machine
