#include "tests/support/fake_runtime.h"

#include <algorithm>

#include <fmt/format.h>

namespace skiff::test {

using runtime::CallLimit;
using runtime::ContainerState;
using runtime::RuntimeEvent;

namespace {

std::string named(const runtime::ContainerMetadata& metadata)
{
    return fmt::format("{}#{}", metadata.name, metadata.attempt);
}

Error unknown(const std::string& id)
{
    return {ErrorCode::NotFound, fmt::format("{} not found", id)};
}

} // namespace

Status FakeRuntime::called(const std::string& call, const std::string& words)
{
    MutexLock lock(m_mutex);
    ++m_counts[call];
    if (!words.empty())
        m_calls.push_back(words);
    if (const auto found = m_failures.find(call); found != m_failures.end())
        return found->second;
    return {};
}

void FakeRuntime::tell(RuntimeEvent::Kind kind, const std::string& id)
{
    Sink sink;
    {
        MutexLock lock(m_mutex);
        sink = m_sink;
    }
    if (sink.onEvent)
        sink.onEvent({kind, id});
}

void FakeRuntime::addImage(const std::string& reference, std::optional<int64_t> uid, const std::string& username)
{
    MutexLock lock(m_mutex);
    runtime::Image image;
    image.id = "sha256:" + reference;
    image.repoTags = {reference};
    image.repoDigests = {reference.substr(0, reference.rfind(':')) + "@sha256:0123"};
    image.sizeBytes = 1000;
    image.uid = uid;
    image.username = username;
    m_images[reference] = std::move(image);
}

void FakeRuntime::fail(const std::string& call, Error error)
{
    MutexLock lock(m_mutex);
    m_failures[call] = std::move(error);
}

void FakeRuntime::succeed(const std::string& call)
{
    MutexLock lock(m_mutex);
    m_failures.erase(call);
}

void FakeRuntime::end(Made& made, int code, const std::string& reason)
{
    made.status.container.state = ContainerState::Exited;
    made.status.exitCode = code;
    made.status.reason = reason;
    made.status.finishedAt = m_clock.now();
}

void FakeRuntime::exitContainer(const std::string& name, int code)
{
    std::string id;
    {
        MutexLock lock(m_mutex);
        Made* made = newest(name);
        if (made == nullptr)
            return;
        end(*made, code, code == 0 ? "Completed" : "Error");
        id = made->status.container.id;
    }
    tell(RuntimeEvent::Kind::Stopped, id);
}

void FakeRuntime::reboot()
{
    MutexLock lock(m_mutex);
    for (auto& [id, sandbox] : m_sandboxes)
        sandbox.sandbox.state = runtime::SandboxState::NotReady;
    for (auto& [id, made] : m_containers) {
        if (made.status.container.state == ContainerState::Running)
            end(made, 255, "Unknown");
    }
}

void FakeRuntime::setExecResult(runtime::ExecSyncResult result)
{
    MutexLock lock(m_mutex);
    m_execResult = std::move(result);
}

std::vector<std::string> FakeRuntime::takeCalls()
{
    MutexLock lock(m_mutex);
    return std::exchange(m_calls, {});
}

int FakeRuntime::count(const std::string& call) const
{
    MutexLock lock(m_mutex);
    const auto found = m_counts.find(call);
    return found == m_counts.end() ? 0 : found->second;
}

FakeRuntime::Made* FakeRuntime::newest(const std::string& name)
{
    const auto found = std::find_if(m_containers.rbegin(), m_containers.rend(),
                                    [&](const auto& entry) { return entry.second.config.metadata.name == name; });
    return found == m_containers.rend() ? nullptr : &found->second;
}

const FakeRuntime::Made* FakeRuntime::newest(const std::string& name) const
{
    return const_cast<FakeRuntime*>(this)->newest(name);
}

std::optional<runtime::ContainerConfig> FakeRuntime::configOf(const std::string& containerName) const
{
    MutexLock lock(m_mutex);
    const Made* made = newest(containerName);
    return made == nullptr ? std::nullopt : std::optional(made->config);
}

std::optional<runtime::SandboxConfig> FakeRuntime::lastSandboxConfig() const
{
    MutexLock lock(m_mutex);
    return m_lastSandbox;
}

std::optional<std::string> FakeRuntime::runningId(const std::string& containerName) const
{
    MutexLock lock(m_mutex);
    const Made* made = newest(containerName);
    const bool running = made != nullptr && made->status.container.state == ContainerState::Running;
    return running ? std::optional(made->status.container.id) : std::nullopt;
}

size_t FakeRuntime::sandboxCount() const
{
    MutexLock lock(m_mutex);
    return m_sandboxes.size();
}

size_t FakeRuntime::containerCount() const
{
    MutexLock lock(m_mutex);
    return m_containers.size();
}

Result<runtime::RuntimeVersion> FakeRuntime::version(const CallLimit&)
{
    SKIFF_TRY(called("version"));
    return runtime::RuntimeVersion{"containerd", "1.6.20"};
}

Result<runtime::RuntimeHealth> FakeRuntime::health(const CallLimit&)
{
    SKIFF_TRY(called("health"));
    return runtime::RuntimeHealth{{true, {}, {}}, {true, {}, {}}};
}

Result<std::string> FakeRuntime::runSandbox(const runtime::SandboxConfig& config, const std::string&, const CallLimit&)
{
    SKIFF_TRY(called("runSandbox", fmt::format("sandbox {}#{}", config.metadata.name, config.metadata.attempt)));
    MutexLock lock(m_mutex);
    runtime::SandboxStatus status;
    status.sandbox = {fmt::format("s{}", m_nextId++),
                      config.metadata,
                      runtime::SandboxState::Ready,
                      m_clock.now(),
                      config.labels,
                      config.annotations};
    status.namespaces = config.security.namespaces;
    if (config.security.namespaces.network == runtime::NamespaceMode::Pod)
        status.ip = fmt::format("10.244.0.{}", m_nextId);
    m_lastSandbox = config;
    m_sandboxes[status.sandbox.id] = status;
    return status.sandbox.id;
}

Status FakeRuntime::stopSandbox(const std::string& id, const CallLimit&)
{
    SKIFF_TRY(called("stopSandbox", "stop-sandbox"));
    MutexLock lock(m_mutex);
    const auto found = m_sandboxes.find(id);
    if (found == m_sandboxes.end())
        return {};
    found->second.sandbox.state = runtime::SandboxState::NotReady;
    for (auto& [containerId, made] : m_containers) {
        if (made.status.container.sandboxId == id && made.status.container.state == ContainerState::Running)
            end(made, 137, "Error");
    }
    return {};
}

Status FakeRuntime::removeSandbox(const std::string& id, const CallLimit&)
{
    SKIFF_TRY(called("removeSandbox", "remove-sandbox"));
    MutexLock lock(m_mutex);
    m_sandboxes.erase(id);
    std::erase_if(m_containers, [&](const auto& entry) { return entry.second.status.container.sandboxId == id; });
    return {};
}

Result<runtime::SandboxStatus> FakeRuntime::sandboxStatus(const std::string& id, const CallLimit&)
{
    SKIFF_TRY(called("sandboxStatus"));
    MutexLock lock(m_mutex);
    const auto found = m_sandboxes.find(id);
    if (found == m_sandboxes.end())
        return unknown(id);
    return found->second;
}

Result<std::vector<runtime::Sandbox>> FakeRuntime::listSandboxes(const CallLimit&)
{
    SKIFF_TRY(called("listSandboxes"));
    MutexLock lock(m_mutex);
    std::vector<runtime::Sandbox> list;
    for (const auto& [id, sandbox] : m_sandboxes)
        list.push_back(sandbox.sandbox);
    return list;
}

Result<std::string> FakeRuntime::createContainer(const std::string& sandboxId, const runtime::ContainerConfig& config,
                                                 const runtime::SandboxConfig& sandbox, const CallLimit&)
{
    SKIFF_TRY(called("createContainer"));
    MutexLock lock(m_mutex);
    if (!m_sandboxes.count(sandboxId))
        return unknown(sandboxId);
    Made made;
    made.config = config;
    const std::string id = fmt::format("c{}", m_nextId++);
    made.status.container = {id,
                             sandboxId,
                             config.metadata,
                             config.image,
                             config.image,
                             ContainerState::Created,
                             m_clock.now(),
                             config.labels,
                             config.annotations};
    made.status.logPath = sandbox.logDirectory + "/" + config.logPath;
    m_containers.emplace_back(id, std::move(made));
    return id;
}

Status FakeRuntime::startContainer(const std::string& id, const CallLimit&)
{
    std::string words;
    {
        MutexLock lock(m_mutex);
        for (auto& [containerId, made] : m_containers) {
            if (containerId == id)
                words = "start " + named(made.config.metadata);
        }
    }
    if (words.empty())
        return unknown(id);
    SKIFF_TRY(called("startContainer", words));
    {
        MutexLock lock(m_mutex);
        for (auto& [containerId, made] : m_containers) {
            if (containerId == id) {
                made.status.container.state = ContainerState::Running;
                made.status.startedAt = m_clock.now();
            }
        }
    }
    tell(RuntimeEvent::Kind::Started, id);
    return {};
}

Status FakeRuntime::stopContainer(const std::string& id, std::chrono::seconds grace, const CallLimit&)
{
    std::string words;
    {
        MutexLock lock(m_mutex);
        for (auto& [containerId, made] : m_containers) {
            if (containerId == id && made.status.container.state == ContainerState::Running) {
                end(made, 143, "Error");
                words = fmt::format("stop {} {}s", named(made.config.metadata), grace.count());
            }
        }
    }
    SKIFF_TRY(called("stopContainer", words));
    tell(RuntimeEvent::Kind::Stopped, id);
    return {};
}

Status FakeRuntime::removeContainer(const std::string& id, const CallLimit&)
{
    SKIFF_TRY(called("removeContainer"));
    MutexLock lock(m_mutex);
    std::erase_if(m_containers, [&](const auto& entry) { return entry.first == id; });
    return {};
}

Result<runtime::ContainerStatus> FakeRuntime::containerStatus(const std::string& id, const CallLimit&)
{
    SKIFF_TRY(called("containerStatus"));
    MutexLock lock(m_mutex);
    for (const auto& [containerId, made] : m_containers) {
        if (containerId != id)
            continue;
        runtime::ContainerStatus status = made.status;
        status.container.sandboxId.clear();
        return status;
    }
    return unknown(id);
}

Result<std::vector<runtime::Container>> FakeRuntime::listContainers(const CallLimit&)
{
    SKIFF_TRY(called("listContainers"));
    MutexLock lock(m_mutex);
    std::vector<runtime::Container> list;
    for (const auto& [id, made] : m_containers)
        list.push_back(made.status.container);
    return list;
}

Status FakeRuntime::reopenContainerLog(const std::string& id, const CallLimit&)
{
    return called("reopenContainerLog", "reopen " + id);
}

Result<std::vector<runtime::ContainerStats>> FakeRuntime::listContainerStats(const CallLimit&)
{
    SKIFF_TRY(called("listContainerStats"));
    return std::vector<runtime::ContainerStats>();
}

Result<runtime::ExecSyncResult> FakeRuntime::execSync(const std::string&, const std::vector<std::string>& command,
                                                      std::chrono::seconds, const CallLimit&)
{
    SKIFF_TRY(called("execSync", fmt::format("exec {}", fmt::join(command, " "))));
    MutexLock lock(m_mutex);
    return m_execResult;
}

Result<std::string> FakeRuntime::exec(const runtime::StreamRequest&, const CallLimit&)
{
    SKIFF_TRY(called("exec"));
    return std::string("http://127.0.0.1:1/exec/token");
}

Result<std::string> FakeRuntime::attach(const runtime::StreamRequest&, const CallLimit&)
{
    SKIFF_TRY(called("attach"));
    return std::string("http://127.0.0.1:1/attach/token");
}

Result<std::string> FakeRuntime::networkNamespace(const std::string&, const CallLimit&)
{
    SKIFF_TRY(called("networkNamespace"));
    return std::string(); // the test's own
}

Result<std::vector<runtime::Image>> FakeRuntime::listImages(const CallLimit&)
{
    SKIFF_TRY(called("listImages"));
    MutexLock lock(m_mutex);
    std::vector<runtime::Image> list;
    for (const auto& [reference, image] : m_images)
        list.push_back(image);
    return list;
}

Result<std::optional<runtime::Image>> FakeRuntime::imageStatus(const std::string& reference, const CallLimit&)
{
    SKIFF_TRY(called("imageStatus"));
    MutexLock lock(m_mutex);
    for (const auto& [name, image] : m_images) {
        if (name == reference || image.id == reference)
            return std::optional(image);
    }
    return std::optional<runtime::Image>();
}

Result<std::string> FakeRuntime::pullImage(const std::string& reference,
                                           const std::optional<runtime::RegistryAuth>& auth,
                                           const runtime::SandboxConfig&, const CallLimit&)
{
    SKIFF_TRY(called("pullImage", fmt::format("pull {}{}", reference, auth ? " as " + auth->username : "")));
    addImage(reference);
    return "sha256:" + reference;
}

Status FakeRuntime::removeImage(const std::string& reference, const CallLimit&)
{
    SKIFF_TRY(called("removeImage"));
    MutexLock lock(m_mutex);
    m_images.erase(reference);
    return {};
}

void FakeRuntime::start(Sink sink)
{
    {
        MutexLock lock(m_mutex);
        m_sink = sink;
    }
    sink.onConnected();
}

void FakeRuntime::stop()
{
    MutexLock lock(m_mutex);
    m_sink = {};
}

} // namespace skiff::test
