#include "cluster/runtime/cri/cri_runtime_service.h"

#include "cluster/runtime/cri/container_messages.h"
#include "cluster/runtime/cri/sandbox_messages.h"

#include <fmt/format.h>

namespace skiff::runtime::cri {

namespace {

data::Value withId(std::string_view field, const std::string& id)
{
    return data::Object{{field, id}};
}

Status withoutValue(Result<data::Value> result)
{
    return result.ok() ? Status() : Status(std::move(result).error());
}

} // namespace

Result<data::Value> CriRuntimeService::call(std::string_view method, const data::Value& request, const CallLimit& limit)
{
    return m_client->call("RuntimeService", method, request, limit);
}

Status CriRuntimeService::callIdempotent(std::string_view method, const data::Value& request, const CallLimit& limit)
{
    Status status = withoutValue(call(method, request, limit));
    if (!status.ok() && status.error().code == ErrorCode::NotFound)
        return {};
    return status;
}

Result<std::string> CriRuntimeService::callForString(std::string_view method, const data::Value& request,
                                                     std::string_view field, const CallLimit& limit)
{
    SKIFF_TRY_ASSIGN(const data::Value response, call(method, request, limit));
    std::string text(data::stringAt(response, {field}));
    if (text.empty())
        return {ErrorCode::Internal, fmt::format("{}: the runtime answered without {}", method, field)};
    return text;
}

Result<RuntimeVersion> CriRuntimeService::version(const CallLimit& limit)
{
    SKIFF_TRY_ASSIGN(const data::Value response, call("Version", data::Object(), limit));
    return RuntimeVersion{std::string(data::stringAt(response, {"runtime_name"})),
                          std::string(data::stringAt(response, {"runtime_version"}))};
}

Result<RuntimeHealth> CriRuntimeService::health(const CallLimit& limit)
{
    SKIFF_TRY_ASSIGN(const data::Value response, call("Status", data::Object(), limit));
    RuntimeHealth health;
    const data::Value* status = data::find(response, {"status"});
    if (!status)
        return health;
    for (const data::Value& item : listAt(*status, "conditions")) {
        const Condition condition{data::boolAt(item, {"status"}), std::string(data::stringAt(item, {"reason"})),
                                  std::string(data::stringAt(item, {"message"}))};
        if (data::stringAt(item, {"type"}) == "RuntimeReady")
            health.runtimeReady = condition;
        else if (data::stringAt(item, {"type"}) == "NetworkReady")
            health.networkReady = condition;
    }
    return health;
}

Result<std::string> CriRuntimeService::runSandbox(const SandboxConfig& config, const std::string& handler,
                                                  const CallLimit& limit)
{
    return callForString("RunPodSandbox", data::Object{{"config", toMessage(config)}, {"runtime_handler", handler}},
                         "pod_sandbox_id", limit);
}

Status CriRuntimeService::stopSandbox(const std::string& id, const CallLimit& limit)
{
    return callIdempotent("StopPodSandbox", withId("pod_sandbox_id", id), limit);
}

Status CriRuntimeService::removeSandbox(const std::string& id, const CallLimit& limit)
{
    return callIdempotent("RemovePodSandbox", withId("pod_sandbox_id", id), limit);
}

Result<SandboxStatus> CriRuntimeService::sandboxStatus(const std::string& id, const CallLimit& limit)
{
    SKIFF_TRY_ASSIGN(const data::Value response, call("PodSandboxStatus", withId("pod_sandbox_id", id), limit));
    const data::Value* status = data::find(response, {"status"});
    if (!status)
        return {ErrorCode::NotFound, fmt::format("PodSandboxStatus: sandbox {} has no status", id)};
    return readSandboxStatus(*status);
}

/// The protocol itself does not say it; containerd and CRI-O both tell it as part of the OCI
/// configuration in what they answer to a verbose request.
Result<std::string> CriRuntimeService::networkNamespace(const std::string& sandboxId, const CallLimit& limit)
{
    const data::Value request = data::Object{{"pod_sandbox_id", sandboxId}, {"verbose", true}};
    SKIFF_TRY_ASSIGN(const data::Value response, call("PodSandboxStatus", request, limit));
    return readNetworkNamespace(response);
}

Result<std::vector<Sandbox>> CriRuntimeService::listSandboxes(const CallLimit& limit)
{
    SKIFF_TRY_ASSIGN(const data::Value response, call("ListPodSandbox", data::Object(), limit));
    std::vector<Sandbox> sandboxes;
    for (const data::Value& item : listAt(response, "items"))
        sandboxes.push_back(readSandbox(item));
    return sandboxes;
}

Result<std::string> CriRuntimeService::createContainer(const std::string& sandboxId, const ContainerConfig& config,
                                                       const SandboxConfig& sandbox, const CallLimit& limit)
{
    const data::Value request = data::Object{
        {"pod_sandbox_id", sandboxId}, {"config", toMessage(config)}, {"sandbox_config", toMessage(sandbox)}};
    return callForString("CreateContainer", request, "container_id", limit);
}

Status CriRuntimeService::startContainer(const std::string& id, const CallLimit& limit)
{
    return withoutValue(call("StartContainer", withId("container_id", id), limit));
}

Status CriRuntimeService::stopContainer(const std::string& id, std::chrono::seconds grace, const CallLimit& limit)
{
    return callIdempotent("StopContainer", data::Object{{"container_id", id}, {"timeout", grace.count()}}, limit);
}

Status CriRuntimeService::removeContainer(const std::string& id, const CallLimit& limit)
{
    return callIdempotent("RemoveContainer", withId("container_id", id), limit);
}

Result<ContainerStatus> CriRuntimeService::containerStatus(const std::string& id, const CallLimit& limit)
{
    SKIFF_TRY_ASSIGN(const data::Value response, call("ContainerStatus", withId("container_id", id), limit));
    const data::Value* status = data::find(response, {"status"});
    if (!status)
        return {ErrorCode::NotFound, fmt::format("ContainerStatus: container {} has no status", id)};
    return readContainerStatus(*status);
}

Result<std::vector<Container>> CriRuntimeService::listContainers(const CallLimit& limit)
{
    SKIFF_TRY_ASSIGN(const data::Value response, call("ListContainers", data::Object(), limit));
    std::vector<Container> containers;
    for (const data::Value& item : listAt(response, "containers"))
        containers.push_back(readContainer(item));
    return containers;
}

Status CriRuntimeService::reopenContainerLog(const std::string& id, const CallLimit& limit)
{
    return withoutValue(call("ReopenContainerLog", withId("container_id", id), limit));
}

Result<std::vector<ContainerStats>> CriRuntimeService::listContainerStats(const CallLimit& limit)
{
    SKIFF_TRY_ASSIGN(const data::Value response, call("ListContainerStats", data::Object(), limit));
    std::vector<ContainerStats> stats;
    for (const data::Value& item : listAt(response, "stats"))
        stats.push_back(readContainerStats(item));
    return stats;
}

Result<ExecSyncResult> CriRuntimeService::execSync(const std::string& containerId,
                                                   const std::vector<std::string>& command,
                                                   std::chrono::seconds timeout, const CallLimit& limit)
{
    const data::Value request =
        data::Object{{"container_id", containerId}, {"cmd", toList(command)}, {"timeout", timeout.count()}};
    SKIFF_TRY_ASSIGN(const data::Value response, call("ExecSync", request, limit));
    return ExecSyncResult{readBytes(response, {"stdout"}), readBytes(response, {"stderr"}),
                          static_cast<int32_t>(data::intAt(response, {"exit_code"}))};
}

Result<std::string> CriRuntimeService::exec(const StreamRequest& request, const CallLimit& limit)
{
    return callForString("Exec", toMessage(request), "url", limit);
}

Result<std::string> CriRuntimeService::attach(const StreamRequest& request, const CallLimit& limit)
{
    return callForString("Attach", toMessage(request), "url", limit);
}

} // namespace skiff::runtime::cri
