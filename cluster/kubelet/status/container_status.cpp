#include "cluster/kubelet/status/container_status.h"

#include <algorithm>

#include <fmt/format.h>

namespace skiff::kubelet {

using runtime::ContainerState;

namespace {

std::string fullId(const StatusInputs& inputs, const runtime::ContainerStatus& status)
{
    return fmt::format("{}://{}", inputs.runtimeName, status.container.id);
}

data::Object terminated(const StatusInputs& inputs, const runtime::ContainerStatus& status)
{
    data::Object state;
    std::string reason = status.reason;
    if (reason.empty())
        reason = status.exitCode == 0 ? "Completed" : "Error";
    state["exitCode"] = status.exitCode;
    state["reason"] = reason;
    if (!status.message.empty())
        state["message"] = status.message;
    if (status.startedAt)
        state["startedAt"] = formatTime(*status.startedAt);
    else
        state["startedAt"] = nullptr;
    state["finishedAt"] = formatTime(status.finishedAt.value_or(status.container.createdAt));
    state["containerID"] = fullId(inputs, status);
    return state;
}

data::Object waitingState(const StatusInputs& inputs, const ContainerSpec& container)
{
    if (const auto found = inputs.waiting.find(container.name); found != inputs.waiting.end()) {
        data::Object waiting{{"reason", found->second.reason}};
        if (!found->second.message.empty())
            waiting["message"] = found->second.message;
        return {{"waiting", std::move(waiting)}};
    }
    const bool hasInit = inputs.pod.spec()["initContainers"].size() > 0;
    return {{"waiting", data::Object{{"reason", hasInit ? "PodInitializing" : "ContainerCreating"}}}};
}

/// What the API server had of a container that the runtime forgot.
data::Node formerStatus(const Pod& pod, const ContainerSpec& container)
{
    for (const std::string_view list : {"containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses"}) {
        for (const data::Node status : pod.status()[list]) {
            if (status["name"].asString() == container.name)
                return status;
        }
    }
    return {};
}

std::string imageId(const StatusInputs& inputs, const runtime::Container& container)
{
    const auto found = inputs.imageIds.find(container.imageRef);
    return found == inputs.imageIds.end() ? container.imageRef : found->second;
}

/// An init container counts as ready when it ended well; others by their probes.
bool isReady(const StatusInputs& inputs, const ContainerSpec& container, const runtime::ContainerStatus& status)
{
    if (container.kind == ContainerKind::Init)
        return status.container.state == ContainerState::Exited && status.exitCode == 0;
    return status.container.state == ContainerState::Running &&
           (container.kind == ContainerKind::Ephemeral || inputs.probes.ready(container, status.container.id));
}

bool isStarted(const StatusInputs& inputs, const ContainerSpec& container, const runtime::ContainerStatus& status)
{
    if (status.container.state != ContainerState::Running)
        return false;
    return container.kind == ContainerKind::Init || inputs.probes.started(container, status.container.id);
}

data::Value withoutRuntime(const StatusInputs& inputs, const ContainerSpec& container)
{
    const data::Node former = formerStatus(inputs.pod, container);
    if (former["state"]["terminated"] && (inputs.ended || inputs.pod.finished()))
        return former.toValue();
    data::Object status;
    status["name"] = container.name;
    status["state"] = waitingState(inputs, container);
    status["lastState"] = former["state"]["terminated"] ? former["state"].toValue() : data::Value(data::Object{});
    status["ready"] = false;
    status["restartCount"] = former["restartCount"].asInt().value_or(0);
    status["image"] = std::string(container.node["image"].asString());
    status["imageID"] = "";
    status["started"] = false;
    return status;
}

} // namespace

data::Value containerStatus(const StatusInputs& inputs, const ContainerSpec& container)
{
    const runtime::ContainerStatus* latest = inputs.state.latest(container.name);
    if (latest == nullptr)
        return withoutRuntime(inputs, container);
    const runtime::ContainerStatus* previous = inputs.state.previous(container.name);
    const bool waits = inputs.waiting.count(container.name) > 0;
    data::Object status;
    status["name"] = container.name;
    if (latest->container.state == ContainerState::Running) {
        const WallTime since = latest->startedAt.value_or(latest->container.createdAt);
        status["state"] = data::Object{{"running", data::Object{{"startedAt", formatTime(since)}}}};
    } else if (latest->container.state == ContainerState::Exited && waits) {
        status["state"] = waitingState(inputs, container);
        previous = latest;
    } else if (latest->container.state == ContainerState::Exited) {
        status["state"] = data::Object{{"terminated", terminated(inputs, *latest)}};
    } else {
        status["state"] = waitingState(inputs, container);
    }
    status["lastState"] = previous == nullptr || previous->container.state != ContainerState::Exited
                              ? data::Object{}
                              : data::Object{{"terminated", terminated(inputs, *previous)}};
    status["ready"] = isReady(inputs, container, *latest);
    status["restartCount"] = static_cast<int64_t>(latest->container.metadata.attempt);
    status["image"] = std::string(container.node["image"].asString());
    status["imageID"] = imageId(inputs, latest->container);
    status["containerID"] = fullId(inputs, *latest);
    status["started"] = isStarted(inputs, container, *latest);
    return status;
}

} // namespace skiff::kubelet
