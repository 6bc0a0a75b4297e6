#include "cluster/apiserver/tables/cell_writers.h"

#include <fmt/format.h>

#include <optional>

namespace skiff::apiserver {

namespace {

/// What the containers of a pod add up to.
struct PodSummary
{
    std::string status;
    int64_t restarts = 0;
    int64_t total = 0;
    int64_t ready = 0;
    WallTime lastRestart{};
    bool initializing = false;
};

bool isSidecar(data::Node container)
{
    return container["restartPolicy"].asString() == "Always";
}

/// The container of spec that a status entry is about.
data::Node containerOf(data::Node containers, std::string_view name)
{
    for (const data::Node container : containers)
        if (container["name"].asString() == name)
            return container;
    return {};
}

void noteLastRestart(data::Node status, WallTime& last)
{
    WallTime finished;
    if (parseTime(status["lastState"]["terminated"]["finishedAt"].asString(), finished))
        last = std::max(last, finished);
}

std::string endOf(data::Node terminated)
{
    if (const std::string_view reason = terminated["reason"].asString(); !reason.empty())
        return std::string(reason);
    if (const int64_t signal = terminated["signal"].asInt().value_or(0); signal != 0)
        return fmt::format("Signal:{}", signal);
    return fmt::format("ExitCode:{}", terminated["exitCode"].asInt().value_or(0));
}

/// The "Init:..." word of an init container that holds the pod up; nothing when it is done.
std::optional<std::string> initProblem(data::Node status, bool sidecar, size_t index, size_t count)
{
    const data::Node state = status["state"];
    const data::Node terminated = state["terminated"];
    if (terminated && terminated["exitCode"].asInt().value_or(-1) == 0)
        return std::nullopt;
    if (sidecar && status["started"].asBool())
        return std::nullopt;
    if (terminated)
        return "Init:" + endOf(terminated);
    const std::string_view waiting = state["waiting"]["reason"].asString();
    if (!waiting.empty() && waiting != "PodInitializing")
        return fmt::format("Init:{}", waiting);
    return fmt::format("Init:{}/{}", index, count);
}

void summarizeInit(data::Node pod, PodSummary& summary, int64_t& sidecarRestarts)
{
    const data::Node containers = pod["spec"]["initContainers"];
    const size_t count = containers.size();
    size_t index = 0;
    for (const data::Node status : pod["status"]["initContainerStatuses"]) {
        const bool sidecar = isSidecar(containerOf(containers, status["name"].asString()));
        const int64_t restarts = status["restartCount"].asInt().value_or(0);
        summary.restarts += restarts;
        noteLastRestart(status, summary.lastRestart);
        if (sidecar) {
            sidecarRestarts += restarts;
            if (status["ready"].asBool() && status["started"].asBool())
                ++summary.ready;
        }
        const auto problem = initProblem(status, sidecar, index++, count);
        if (!problem)
            continue;
        summary.status = *problem;
        summary.initializing = true;
        return;
    }
}

/// The word of one container in the main phase; empty when it just runs.
std::string mainWord(data::Node state)
{
    if (const std::string_view waiting = state["waiting"]["reason"].asString(); !waiting.empty())
        return std::string(waiting);
    if (const data::Node terminated = state["terminated"])
        return endOf(terminated);
    return {};
}

void summarizeMain(data::Node pod, PodSummary& summary)
{
    bool running = false;
    std::string first;
    for (const data::Node status : pod["status"]["containerStatuses"]) {
        summary.restarts += status["restartCount"].asInt().value_or(0);
        noteLastRestart(status, summary.lastRestart);
        const std::string word = mainWord(status["state"]);
        if (first.empty())
            first = word; // the first container has the last word
        if (status["ready"].asBool() && status["state"]["running"]) {
            running = true;
            ++summary.ready;
        }
    }
    if (!first.empty())
        summary.status = first;
    if (summary.status == "Completed" && running)
        summary.status = findCondition(pod, "Ready")["status"].asString() == "True" ? "Running" : "NotReady";
}

PodSummary summarize(data::Node pod)
{
    PodSummary summary;
    const data::Node status = pod["status"];
    summary.status = status["reason"].asString().empty() ? status["phase"].asString() : status["reason"].asString();
    if (findCondition(pod, "PodScheduled")["reason"].asString() == "SchedulingGated")
        summary.status = "SchedulingGated";
    summary.total = int64_t(pod["spec"]["containers"].size());
    for (const data::Node container : pod["spec"]["initContainers"])
        summary.total += isSidecar(container) ? 1 : 0;

    int64_t sidecarRestarts = 0;
    summarizeInit(pod, summary, sidecarRestarts);
    if (!summary.initializing || findCondition(pod, "Initialized")["status"].asString() == "True") {
        summary.restarts = sidecarRestarts;
        summarizeMain(pod, summary);
    }
    const std::string_view phase = status["phase"].asString();
    if (pod["metadata"]["deletionTimestamp"] && phase != "Succeeded" && phase != "Failed")
        summary.status = status["reason"].asString() == "NodeLost" ? "Unknown" : "Terminating";
    return summary;
}

std::string readinessGates(data::Node pod)
{
    const data::Node gates = pod["spec"]["readinessGates"];
    if (gates.size() == 0)
        return "<none>";
    size_t open = 0;
    for (const data::Node gate : gates)
        open += findCondition(pod, gate["conditionType"].asString())["status"].asString() == "True" ? 1 : 0;
    return fmt::format("{}/{}", open, gates.size());
}

std::string completedCondition(std::string_view phase)
{
    return fmt::format(R"([{{"type":"Completed","status":"True","reason":"{}","message":"{}"}}])", phase,
                       phase == "Succeeded" ? "The pod has completed successfully." : "The pod failed.");
}

} // namespace

void writePodCells(data::Node pod, Cells& cells)
{
    const PodSummary summary = summarize(pod);
    cells.text(pod["metadata"]["name"].asString());
    cells.text(fmt::format("{}/{}", summary.ready, summary.total));
    cells.text(summary.status);
    if (summary.restarts > 0 && summary.lastRestart != WallTime{})
        cells.textWithAge(fmt::format("{} (", summary.restarts), summary.lastRestart, " ago)");
    else
        cells.text(std::to_string(summary.restarts));
    cells.age(pod["metadata"]["creationTimestamp"]);
    cells.textOr(pod["status"]["podIPs"].at(0)["ip"].asString(), "<none>");
    cells.textOr(pod["spec"]["nodeName"].asString(), "<none>");
    cells.textOr(pod["status"]["nominatedNodeName"].asString(), "<none>");
    cells.text(readinessGates(pod));
    const std::string_view phase = pod["status"]["phase"].asString();
    if (phase == "Succeeded" || phase == "Failed")
        cells.conditions(completedCondition(phase));
}

} // namespace skiff::apiserver
