#pragma once

#include "cluster/base/result.h"
#include "cluster/runtime/container.h"
#include "cluster/runtime/image.h"
#include "cluster/runtime/sandbox.h"

#include <functional>
#include <stop_token>

namespace skiff::runtime {

/// How long one call may take: until `timeout` has passed (then Timeout) or `stop` is requested
/// (then Cancelled).
struct CallLimit
{
    Duration timeout = std::chrono::minutes(2);
    std::stop_token stop;
};

struct RuntimeVersion
{
    std::string runtimeName;                 ///< "containerd"
    std::string runtimeVersion;
};

struct Condition
{
    bool met = false;
    std::string reason;
    std::string message;
};

/// Whether pods can be started at all.
struct RuntimeHealth
{
    Condition runtimeReady;
    Condition networkReady;                  ///< false until a CNI configuration is there
};

/// Pod sandboxes and containers of one node, in the words of the Container Runtime Interface v1.
///
/// Every call blocks its thread until the answer, so call it from worker threads only; calls
/// from several threads run side by side. Errors: NotFound when the id is unknown, Unavailable
/// when the runtime cannot be reached, Timeout, Cancelled, else Internal with the runtime's words.
/// Stopping or removing what is gone already succeeds.
class RuntimeService
{
public:
    virtual ~RuntimeService() = default;

    virtual Result<RuntimeVersion> version(const CallLimit& limit) = 0;
    virtual Result<RuntimeHealth> health(const CallLimit& limit) = 0;

    /// Creates and starts a sandbox with its network; the id. `handler` is a RuntimeClass's, empty for the default.
    virtual Result<std::string> runSandbox(const SandboxConfig& config, const std::string& handler,
                                           const CallLimit& limit) = 0;
    /// Kills what runs in it and gives its network back. Idempotent.
    virtual Status stopSandbox(const std::string& id, const CallLimit& limit) = 0;
    /// Removes a sandbox with all its containers. Idempotent.
    virtual Status removeSandbox(const std::string& id, const CallLimit& limit) = 0;
    virtual Result<SandboxStatus> sandboxStatus(const std::string& id, const CallLimit& limit) = 0;
    /// Path of a sandbox's network namespace ("/var/run/netns/…"); empty when it is the node's own.
    virtual Result<std::string> networkNamespace(const std::string& sandboxId, const CallLimit& limit) = 0;
    /// All sandboxes, also those that are not ready.
    virtual Result<std::vector<Sandbox>> listSandboxes(const CallLimit& limit) = 0;

    /// Creates a container in a sandbox; the id. NotFound when the image is gone.
    virtual Result<std::string> createContainer(const std::string& sandboxId, const ContainerConfig& config,
                                                const SandboxConfig& sandbox, const CallLimit& limit) = 0;
    virtual Status startContainer(const std::string& id, const CallLimit& limit) = 0;
    /// Asks to end, then kills after `grace` (whole seconds; 0: at once). The limit must allow for it. Idempotent.
    virtual Status stopContainer(const std::string& id, std::chrono::seconds grace, const CallLimit& limit) = 0;
    /// Removes a container, killing it if it runs. Idempotent.
    virtual Status removeContainer(const std::string& id, const CallLimit& limit) = 0;
    /// Its container.sandboxId is empty: the protocol does not say it here.
    virtual Result<ContainerStatus> containerStatus(const std::string& id, const CallLimit& limit) = 0;
    /// All containers in any state.
    virtual Result<std::vector<Container>> listContainers(const CallLimit& limit) = 0;
    /// Makes the runtime open the log file anew after it was renamed.
    virtual Status reopenContainerLog(const std::string& id, const CallLimit& limit) = 0;
    virtual Result<std::vector<ContainerStats>> listContainerStats(const CallLimit& limit) = 0;

    /// Runs a command to its end. Timeout when it takes longer than `timeout` (0: no limit of its own).
    virtual Result<ExecSyncResult> execSync(const std::string& containerId, const std::vector<std::string>& command,
                                            std::chrono::seconds timeout, const CallLimit& limit) = 0;
    /// URLs of the runtime's streaming server ("http://127.0.0.1:PORT/exec/TOKEN"), good for one use, soon.
    virtual Result<std::string> exec(const StreamRequest& request, const CallLimit& limit) = 0;
    virtual Result<std::string> attach(const StreamRequest& request, const CallLimit& limit) = 0;
};

/// The images on one node. Blocking and errors as for RuntimeService.
class ImageStore
{
public:
    virtual ~ImageStore() = default;

    virtual Result<std::vector<Image>> listImages(const CallLimit& limit) = 0;
    /// The image that `reference` names (a tag, a digest or an id), or nothing when it is not here.
    virtual Result<std::optional<Image>> imageStatus(const std::string& reference, const CallLimit& limit) = 0;
    /// Fetches an image; its id. PermissionDenied or NotFound when the registry says so and the runtime tells.
    virtual Result<std::string> pullImage(const std::string& reference, const std::optional<RegistryAuth>& auth,
                                          const SandboxConfig& sandbox, const CallLimit& limit) = 0;
    virtual Status removeImage(const std::string& reference, const CallLimit& limit) = 0;
};

struct RuntimeEvent
{
    enum class Kind : uint8_t { Created, Started, Stopped, Deleted };
    Kind kind = Kind::Stopped;
    std::string id;                          ///< of a container, or of a sandbox
};

/// Tells what happens to sandboxes and containers, so that nobody has to poll.
class EventSource
{
public:
    /// Called one at a time on the source's thread: hand over and return.
    struct Sink
    {
        std::function<void(const RuntimeEvent&)> onEvent;
        /// Events from here on are complete; earlier ones may be lost: list everything. Called
        /// after the first connection and after each later one.
        std::function<void()> onConnected;
        /// The runtime cannot be reached; the source keeps trying with back-off.
        std::function<void(const Error&)> onLost;
    };

    virtual ~EventSource() = default;
    virtual void start(Sink sink) = 0;
    /// Returns when no callback runs any more. Idempotent.
    virtual void stop() = 0;
};

} // namespace skiff::runtime
