#include "cluster/kubelet/sync/prune.h"

#include "cluster/kubelet/logs/log_link.h"

#include <algorithm>

#include <unistd.h>

namespace skiff::kubelet {

namespace {

constexpr std::chrono::seconds RemoveLimit{30};
constexpr int Kept = 2;

} // namespace

void pruneDeadContainers(const PodContext& context, PodMemory& memory, const std::stop_token& stop)
{
    std::map<std::string, int> seen;
    auto& containers = memory.state.containers;
    for (auto it = containers.begin(); it != containers.end();) {
        const bool dead = it->container.state == runtime::ContainerState::Exited;
        const bool surplus = ++seen[it->container.metadata.name] > Kept;
        if (!dead || !surplus || !context.runtime.removeContainer(it->container.id, {RemoveLimit, stop}).ok()) {
            ++it;
            continue;
        }
        if (!it->logPath.empty())
            ::unlink(it->logPath.c_str());
        unlinkLog(context.node.paths.containerLogLinks(), it->container);
        context.ids.remove(it->container.id);
        it = containers.erase(it);
    }
    auto& sandboxes = memory.state.sandboxes;
    for (size_t i = sandboxes.size(); i-- > 1;) {
        const std::string id = sandboxes[i].sandbox.id;
        const bool used = std::any_of(containers.begin(), containers.end(),
                                      [&](const auto& status) { return status.container.sandboxId == id; });
        if (used || !context.runtime.removeSandbox(id, {RemoveLimit, stop}).ok())
            continue;
        context.ids.remove(id);
        sandboxes.erase(sandboxes.begin() + static_cast<std::ptrdiff_t>(i));
    }
}

} // namespace skiff::kubelet
