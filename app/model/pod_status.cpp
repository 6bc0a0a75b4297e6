#include "app/model/pod_status.h"

#include <string_view>

namespace skiff::model {

namespace {

/// Why a container is not running: "Error", "ExitCode:3", "Signal:9"; empty when it runs or only waits to.
std::string reasonOf(data::Node status)
{
    const data::Node state = status["state"];
    if (const std::string_view waiting = state["waiting"]["reason"].asString(); !waiting.empty())
        return std::string(waiting);
    const data::Node ended = state["terminated"];
    if (!ended)
        return {};
    if (const std::string_view reason = ended["reason"].asString(); !reason.empty())
        return std::string(reason);
    if (const auto signal = ended["signal"].asInt(); signal.value_or(0) != 0)
        return "Signal:" + std::to_string(*signal);
    return "ExitCode:" + std::to_string(ended["exitCode"].asInt().value_or(0));
}

/// "Init:…" while an init container is not through; empty afterwards.
std::string initStatus(data::Node pod)
{
    size_t index = 0;
    for (const data::Node status : pod["status"]["initContainerStatuses"]) {
        const data::Node ended = status["state"]["terminated"];
        const bool through = (ended && ended["exitCode"].asInt().value_or(0) == 0) || status["started"].asBool();
        if (!through) {
            const std::string reason = reasonOf(status);
            if (!reason.empty() && reason != "PodInitializing")
                return "Init:" + reason;
            return "Init:" + std::to_string(index) + "/" + std::to_string(pod["spec"]["initContainers"].size());
        }
        ++index;
    }
    return {};
}

} // namespace

std::string podStatus(data::Node pod)
{
    const data::Node status = pod["status"];
    std::string word(status["reason"].asString());
    if (word.empty())
        word = std::string(status["phase"].asString());
    if (const std::string init = initStatus(pod); !init.empty()) {
        word = init;
    } else {
        bool running = false;
        std::string problem;
        for (const data::Node container : status["containerStatuses"]) {
            if (const std::string reason = reasonOf(container); !reason.empty())
                problem = reason;
            running = running || (container["ready"].asBool() && container["state"]["running"]);
        }
        if (!problem.empty())
            word = problem == "Completed" && running ? "Running" : problem;
    }
    return pod["metadata"]["deletionTimestamp"] ? "Terminating" : word;
}

} // namespace skiff::model
