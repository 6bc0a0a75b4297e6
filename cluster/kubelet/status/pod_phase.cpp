#include "cluster/kubelet/status/pod_phase.h"

#include <map>

namespace skiff::kubelet {

namespace {

struct Counts
{
    int waiting = 0;
    int running = 0;
    int stopped = 0;
    int succeeded = 0;
    int pendingInit = 0;
    int failedInit = 0;
};

bool exitedWell(const data::Value& status, std::string_view state)
{
    return data::intAt(status, {state, "terminated", "exitCode"}, -1) == 0;
}

void countInit(const ContainerSpec& container, const data::Value& status, Counts& counts)
{
    if (container.kind == ContainerKind::Sidecar) {
        if (!data::boolAt(status, {"started"}) && data::find(status, {"state", "terminated"}) == nullptr)
            ++counts.pendingInit;
        return;
    }
    if (data::find(status, {"state", "terminated"}) == nullptr)
        ++counts.pendingInit;
    else if (!exitedWell(status, "state"))
        ++counts.failedInit;
}

void countApp(const data::Value& status, Counts& counts)
{
    if (data::find(status, {"state", "running"}) != nullptr) {
        ++counts.running;
    } else if (data::find(status, {"state", "terminated"}) != nullptr) {
        ++counts.stopped;
        counts.succeeded += exitedWell(status, "state") ? 1 : 0;
    } else if (data::find(status, {"lastState", "terminated"}) != nullptr) {
        ++counts.stopped;
    } else {
        ++counts.waiting;
    }
}

} // namespace

std::string podPhase(const Pod& pod, const std::map<std::string, data::Value>& statuses, bool ended)
{
    Counts counts;
    bool appRan = false;
    for (const ContainerSpec& container : pod.containers()) {
        const data::Value& status = statuses.at(container.name);
        if (container.kind == ContainerKind::App) {
            countApp(status, counts);
            appRan = appRan || data::find(status, {"containerID"}) != nullptr;
        } else if (container.kind != ContainerKind::Ephemeral) {
            countInit(container, status, counts);
        }
    }
    if (ended) {
        const bool well = counts.failedInit == 0 && counts.pendingInit == 0 && counts.waiting == 0 &&
                          counts.stopped == counts.succeeded;
        return well ? "Succeeded" : "Failed";
    }
    const bool never = pod.restartPolicy() == RestartPolicy::Never;
    if (counts.failedInit > 0 && never)
        return "Failed";
    if ((counts.pendingInit > 0 || counts.failedInit > 0) && !appRan)
        return "Pending";
    if (counts.waiting > 0)
        return "Pending";
    if (counts.running > 0)
        return "Running";
    if (counts.stopped == 0)
        return "Pending";
    if (pod.restartPolicy() == RestartPolicy::Always)
        return "Running";
    if (counts.stopped == counts.succeeded)
        return "Succeeded";
    return never ? "Failed" : "Running";
}

} // namespace skiff::kubelet
