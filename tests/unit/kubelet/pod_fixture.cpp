#include "tests/unit/kubelet/pod_fixture.h"

#include "cluster/kubelet/labels.h"

#include <QtGlobal>

#include <fmt/format.h>

namespace skiff::test {

namespace {

std::string withComma(const std::string& members)
{
    return members.empty() ? members : "," + members;
}

} // namespace

kubelet::Pod makePod(const std::string& spec, const std::string& metadata, const std::string& status)
{
    const std::string text = fmt::format(
        R"({{"metadata":{{"name":"web","namespace":"default","uid":"uid-1"{}}},"spec":{},"status":{{{}}}}})",
        withComma(metadata), spec, status);
    auto document = data::Document::parse(text);
    if (!document.ok())
        qFatal("fixture: %s in %s", document.error().message.c_str(), text.c_str());
    return kubelet::Pod(std::move(document).value());
}

WallTime StateBuilder::at(int seconds)
{
    return WallTime(std::chrono::seconds(1'700'000'000 + seconds));
}

StateBuilder& StateBuilder::sandbox(uint32_t attempt, bool ready)
{
    runtime::SandboxStatus status;
    status.sandbox.id = fmt::format("sandbox-{}", attempt);
    status.sandbox.metadata = {"web", "uid-1", "default", attempt};
    status.sandbox.state = ready ? runtime::SandboxState::Ready : runtime::SandboxState::NotReady;
    status.sandbox.createdAt = at(0);
    status.ip = "10.244.0.7";
    m_state.sandboxes.push_back(std::move(status));
    m_state.sort();
    return *this;
}

runtime::ContainerStatus StateBuilder::container(const kubelet::Pod& pod, const std::string& name,
                                                 uint32_t attempt) const
{
    runtime::ContainerStatus status;
    status.container.id = fmt::format("{}-{}", name, attempt);
    status.container.sandboxId = m_state.sandbox()->sandbox.id;
    status.container.metadata = {name, attempt};
    status.container.createdAt = at(0);
    status.container.imageRef = "sha256:0123";
    status.container.annotations[std::string(kubelet::labels::ContainerHash)] = pod.container(name)->hash;
    status.startedAt = at(0);
    return status;
}

StateBuilder& StateBuilder::running(const kubelet::Pod& pod, const std::string& name, uint32_t attempt)
{
    runtime::ContainerStatus status = container(pod, name, attempt);
    status.container.state = runtime::ContainerState::Running;
    m_state.containers.push_back(std::move(status));
    m_state.sort();
    return *this;
}

StateBuilder& StateBuilder::exited(const kubelet::Pod& pod, const std::string& name, int code, uint32_t attempt,
                                   int finishedAt)
{
    runtime::ContainerStatus status = container(pod, name, attempt);
    status.container.state = runtime::ContainerState::Exited;
    status.exitCode = code;
    status.reason = code == 0 ? "Completed" : "Error";
    status.finishedAt = at(finishedAt);
    m_state.containers.push_back(std::move(status));
    m_state.sort();
    return *this;
}

kubelet::PodState StateBuilder::build() const
{
    return m_state;
}

} // namespace skiff::test
