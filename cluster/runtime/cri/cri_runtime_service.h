#pragma once

#include "cluster/runtime/cri/cri_client.h"
#include "cluster/runtime/runtime.h"

#include <memory>

namespace skiff::runtime::cri {

/// Sandboxes and containers by the Container Runtime Interface v1. Blocks its callers; any thread.
class CriRuntimeService final : public RuntimeService
{
public:
    explicit CriRuntimeService(std::shared_ptr<CriClient> client) : m_client(std::move(client)) {}

    Result<RuntimeVersion> version(const CallLimit& limit) override;
    Result<RuntimeHealth> health(const CallLimit& limit) override;

    Result<std::string> runSandbox(const SandboxConfig& config, const std::string& handler,
                                   const CallLimit& limit) override;
    Status stopSandbox(const std::string& id, const CallLimit& limit) override;
    Status removeSandbox(const std::string& id, const CallLimit& limit) override;
    Result<SandboxStatus> sandboxStatus(const std::string& id, const CallLimit& limit) override;
    Result<std::string> networkNamespace(const std::string& sandboxId, const CallLimit& limit) override;
    Result<std::vector<Sandbox>> listSandboxes(const CallLimit& limit) override;

    Result<std::string> createContainer(const std::string& sandboxId, const ContainerConfig& config,
                                        const SandboxConfig& sandbox, const CallLimit& limit) override;
    Status startContainer(const std::string& id, const CallLimit& limit) override;
    Status stopContainer(const std::string& id, std::chrono::seconds grace, const CallLimit& limit) override;
    Status removeContainer(const std::string& id, const CallLimit& limit) override;
    Result<ContainerStatus> containerStatus(const std::string& id, const CallLimit& limit) override;
    Result<std::vector<Container>> listContainers(const CallLimit& limit) override;
    Status reopenContainerLog(const std::string& id, const CallLimit& limit) override;
    Result<std::vector<ContainerStats>> listContainerStats(const CallLimit& limit) override;

    Result<ExecSyncResult> execSync(const std::string& containerId, const std::vector<std::string>& command,
                                    std::chrono::seconds timeout, const CallLimit& limit) override;
    Result<std::string> exec(const StreamRequest& request, const CallLimit& limit) override;
    Result<std::string> attach(const StreamRequest& request, const CallLimit& limit) override;

private:
    Result<data::Value> call(std::string_view method, const data::Value& request, const CallLimit& limit);
    /// For what is to be gone: NotFound is success.
    Status callIdempotent(std::string_view method, const data::Value& request, const CallLimit& limit);
    /// The string `field` of the answer, which must be there.
    Result<std::string> callForString(std::string_view method, const data::Value& request, std::string_view field,
                                      const CallLimit& limit);

    std::shared_ptr<CriClient> m_client;
};

} // namespace skiff::runtime::cri
