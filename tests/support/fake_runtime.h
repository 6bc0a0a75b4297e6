#pragma once

#include "cluster/base/mutex.h"
#include "cluster/runtime/runtime.h"
#include "tests/support/fake_clock.h"

#include <map>
#include <set>

namespace skiff::test {

/// A container runtime without containers: it keeps the state that containerd would, starts and
/// stops at once, and lets a test end containers, fail calls and look inside. Any thread.
class FakeRuntime final : public runtime::RuntimeService, public runtime::ImageStore, public runtime::EventSource
{
public:
    explicit FakeRuntime(FakeClock& clock) : m_clock(clock) {}

    // What a test arranges.
    void addImage(const std::string& reference, std::optional<int64_t> uid = {}, const std::string& username = {});
    /// The named call answers this error until it is cleared ("runSandbox", "pullImage", ...).
    void fail(const std::string& call, Error error);
    void succeed(const std::string& call);
    /// The newest container of that name ends by itself, with an event.
    void exitContainer(const std::string& name, int code);
    /// As after a reboot of the node: everything is dead, nothing is removed.
    void reboot();
    /// What `execSync` answers from now on.
    void setExecResult(runtime::ExecSyncResult result);

    // What a test asks.
    /// Every call that changed something: "runSandbox web#0", "start a#1", "stop a#0 30s".
    std::vector<std::string> takeCalls();
    int count(const std::string& call) const;
    std::optional<runtime::ContainerConfig> configOf(const std::string& containerName) const;
    std::optional<runtime::SandboxConfig> lastSandboxConfig() const;
    std::optional<std::string> runningId(const std::string& containerName) const;
    size_t sandboxCount() const;
    size_t containerCount() const;

    Result<runtime::RuntimeVersion> version(const runtime::CallLimit& limit) override;
    Result<runtime::RuntimeHealth> health(const runtime::CallLimit& limit) override;
    Result<std::string> runSandbox(const runtime::SandboxConfig& config, const std::string& handler,
                                   const runtime::CallLimit& limit) override;
    Status stopSandbox(const std::string& id, const runtime::CallLimit& limit) override;
    Status removeSandbox(const std::string& id, const runtime::CallLimit& limit) override;
    Result<runtime::SandboxStatus> sandboxStatus(const std::string& id, const runtime::CallLimit& limit) override;
    Result<std::string> networkNamespace(const std::string& sandboxId, const runtime::CallLimit& limit) override;
    Result<std::vector<runtime::Sandbox>> listSandboxes(const runtime::CallLimit& limit) override;
    Result<std::string> createContainer(const std::string& sandboxId, const runtime::ContainerConfig& config,
                                        const runtime::SandboxConfig& sandbox,
                                        const runtime::CallLimit& limit) override;
    Status startContainer(const std::string& id, const runtime::CallLimit& limit) override;
    Status stopContainer(const std::string& id, std::chrono::seconds grace, const runtime::CallLimit& limit) override;
    Status removeContainer(const std::string& id, const runtime::CallLimit& limit) override;
    Result<runtime::ContainerStatus> containerStatus(const std::string& id, const runtime::CallLimit& limit) override;
    Result<std::vector<runtime::Container>> listContainers(const runtime::CallLimit& limit) override;
    Status reopenContainerLog(const std::string& id, const runtime::CallLimit& limit) override;
    Result<std::vector<runtime::ContainerStats>> listContainerStats(const runtime::CallLimit& limit) override;
    Result<runtime::ExecSyncResult> execSync(const std::string& containerId, const std::vector<std::string>& command,
                                             std::chrono::seconds timeout, const runtime::CallLimit& limit) override;
    Result<std::string> exec(const runtime::StreamRequest& request, const runtime::CallLimit& limit) override;
    Result<std::string> attach(const runtime::StreamRequest& request, const runtime::CallLimit& limit) override;

    Result<std::vector<runtime::Image>> listImages(const runtime::CallLimit& limit) override;
    Result<std::optional<runtime::Image>> imageStatus(const std::string& reference,
                                                      const runtime::CallLimit& limit) override;
    Result<std::string> pullImage(const std::string& reference, const std::optional<runtime::RegistryAuth>& auth,
                                  const runtime::SandboxConfig& sandbox, const runtime::CallLimit& limit) override;
    Status removeImage(const std::string& reference, const runtime::CallLimit& limit) override;

    void start(Sink sink) override;
    void stop() override;

private:
    struct Made
    {
        runtime::ContainerConfig config;
        runtime::ContainerStatus status;
    };
    Status called(const std::string& call, const std::string& words = {});
    void end(Made& made, int code, const std::string& reason) SKIFF_REQUIRES(m_mutex);
    Made* newest(const std::string& name) SKIFF_REQUIRES(m_mutex);
    const Made* newest(const std::string& name) const SKIFF_REQUIRES(m_mutex);
    void tell(runtime::RuntimeEvent::Kind kind, const std::string& id);

    FakeClock& m_clock;
    mutable Mutex m_mutex;
    std::map<std::string, runtime::SandboxStatus> m_sandboxes SKIFF_GUARDED_BY(m_mutex);
    std::vector<std::pair<std::string, Made>> m_containers SKIFF_GUARDED_BY(m_mutex); ///< in order of creation
    std::map<std::string, runtime::Image> m_images SKIFF_GUARDED_BY(m_mutex);
    std::map<std::string, Error> m_failures SKIFF_GUARDED_BY(m_mutex);
    std::map<std::string, int> m_counts SKIFF_GUARDED_BY(m_mutex);
    std::vector<std::string> m_calls SKIFF_GUARDED_BY(m_mutex);
    std::optional<runtime::SandboxConfig> m_lastSandbox SKIFF_GUARDED_BY(m_mutex);
    runtime::ExecSyncResult m_execResult SKIFF_GUARDED_BY(m_mutex);
    Sink m_sink SKIFF_GUARDED_BY(m_mutex);
    int m_nextId SKIFF_GUARDED_BY(m_mutex) = 1;
};

} // namespace skiff::test
