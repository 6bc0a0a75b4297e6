#include "cluster/kubelet/sync/state_reader.h"

#include "cluster/kubelet/labels.h"
#include "cluster/kubelet/sync/termination_message.h"

#include <algorithm>

namespace skiff::kubelet {

namespace {

constexpr std::chrono::seconds ReadLimit{30};

std::string labelOf(const runtime::StringMap& map, std::string_view key)
{
    const auto found = map.find(std::string(key));
    return found == map.end() ? std::string() : found->second;
}

Status refreshSandbox(const PodContext& context, PodMemory& memory, const std::string& id, const std::stop_token& stop)
{
    auto status = context.runtime.sandboxStatus(id, {ReadLimit, stop});
    auto& sandboxes = memory.state.sandboxes;
    const auto found =
        std::find_if(sandboxes.begin(), sandboxes.end(), [&](const auto& sandbox) { return sandbox.sandbox.id == id; });
    if (status.ok() && found != sandboxes.end()) {
        *found = std::move(status).value();
    } else if (status.ok()) {
        sandboxes.push_back(std::move(status).value());
    } else if (status.error().code == ErrorCode::NotFound) {
        if (found != sandboxes.end())
            sandboxes.erase(found);
        context.ids.remove(id);
    } else {
        return std::move(status).error();
    }
    return {};
}

Status refreshContainer(const PodContext& context, PodMemory& memory, const std::string& id,
                        const std::stop_token& stop)
{
    auto status = context.runtime.containerStatus(id, {ReadLimit, stop});
    if (status.ok())
        status->container.sandboxId = memory.sandboxOf[id];
    auto& containers = memory.state.containers;
    const auto found = std::find_if(containers.begin(), containers.end(),
                                    [&](const auto& container) { return container.container.id == id; });
    if (status.ok() && found != containers.end()) {
        *found = std::move(status).value();
    } else if (status.ok()) {
        containers.push_back(std::move(status).value());
    } else if (status.error().code == ErrorCode::NotFound) {
        if (found != containers.end())
            containers.erase(found);
        memory.sandboxOf.erase(id);
        context.ids.remove(id);
    } else {
        return std::move(status).error();
    }
    return {};
}

void readMessages(const PodContext& context, const std::string& uid, PodMemory& memory)
{
    for (runtime::ContainerStatus& status : memory.state.containers) {
        if (status.container.state != runtime::ContainerState::Exited || !status.message.empty())
            continue;
        status.message = readTerminationMessage(context.node.paths, uid, status);
    }
}

void takePlace(const PodContext& context, const Pod* pod, PodMemory& memory)
{
    memory.place.nodeName = context.node.nodeName;
    memory.place.hostIps = context.node.hostIps;
    const runtime::SandboxStatus* sandbox = memory.state.sandbox();
    if (pod != nullptr && pod->hostNetwork()) {
        memory.place.podIps = context.node.hostIps;
    } else if (sandbox != nullptr && !sandbox->ip.empty()) {
        memory.place.podIps = {sandbox->ip};
        memory.place.podIps.insert(memory.place.podIps.end(), sandbox->additionalIps.begin(),
                                   sandbox->additionalIps.end());
    }
}

} // namespace

Status refreshState(const PodContext& context, const Pod* pod, PodMemory& memory, const std::stop_token& stop)
{
    while (!memory.staleSandboxes.empty()) {
        SKIFF_TRY(refreshSandbox(context, memory, *memory.staleSandboxes.begin(), stop));
        memory.staleSandboxes.erase(memory.staleSandboxes.begin());
    }
    bool changed = false;
    while (!memory.staleContainers.empty()) {
        SKIFF_TRY(refreshContainer(context, memory, *memory.staleContainers.begin(), stop));
        memory.staleContainers.erase(memory.staleContainers.begin());
        changed = true;
    }
    memory.state.sort();
    if (changed && pod != nullptr)
        readMessages(context, pod->uid(), memory);
    takePlace(context, pod, memory);
    return {};
}

Result<std::map<std::string, PodMemory>> readAllPods(const PodContext& context, const std::stop_token& stop)
{
    std::map<std::string, PodMemory> pods;
    SKIFF_TRY_ASSIGN(const auto sandboxes, context.runtime.listSandboxes({ReadLimit, stop}));
    SKIFF_TRY_ASSIGN(const auto containers, context.runtime.listContainers({ReadLimit, stop}));
    for (const runtime::Sandbox& sandbox : sandboxes) {
        const std::string uid = labelOf(sandbox.labels, labels::PodUid);
        if (uid.empty())
            continue;
        pods[uid].staleSandboxes.insert(sandbox.id);
        context.ids.add(sandbox.id, uid);
    }
    for (const runtime::Container& container : containers) {
        const std::string uid = labelOf(container.labels, labels::PodUid);
        if (uid.empty())
            continue;
        pods[uid].staleContainers.insert(container.id);
        pods[uid].sandboxOf[container.id] = container.sandboxId;
        pods[uid].started = true;
        context.ids.add(container.id, uid);
    }
    return pods;
}

Status findAll(const PodContext& context, const std::string& uid, PodMemory& memory, const std::stop_token& stop)
{
    SKIFF_TRY_ASSIGN(auto pods, readAllPods(context, stop));
    PodMemory& found = pods[uid];
    memory.staleSandboxes.merge(found.staleSandboxes);
    memory.staleContainers.merge(found.staleContainers);
    memory.sandboxOf.merge(found.sandboxOf);
    return {};
}

} // namespace skiff::kubelet
