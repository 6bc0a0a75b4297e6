#include "cluster/kubelet/status/pod_status.h"

#include "cluster/kubelet/status/container_status.h"
#include "cluster/kubelet/status/pod_phase.h"

#include <algorithm>

#include <fmt/format.h>

namespace skiff::kubelet {

namespace {

struct ConditionState
{
    std::string_view type;
    bool met = false;
    std::string reason;
    std::string message;
};

/// Builds the conditions of one pod.
class ConditionBuilder
{
public:
    ConditionBuilder(const StatusInputs& inputs, const std::map<std::string, data::Value>& statuses,
                     const std::string& phase)
        : m_inputs(inputs), m_statuses(statuses), m_phase(phase)
    {}

    data::Array build()
    {
        const runtime::SandboxStatus* sandbox = m_inputs.state.sandbox();
        const bool hasSandbox = sandbox != nullptr && sandbox->sandbox.state == runtime::SandboxState::Ready;
        add({"PodReadyToStartContainers", hasSandbox && !m_inputs.ended, {}, {}});
        add(initialized());
        const ConditionState containers = containersReady();
        add(ready(containers));
        add(containers);
        add({"PodScheduled", true, {}, {}});
        return std::move(m_conditions);
    }

private:
    std::string namesWhere(bool init, bool (*unmet)(const ContainerSpec&, const data::Value&)) const
    {
        std::vector<std::string> names;
        for (const ContainerSpec& container : m_inputs.pod.containers()) {
            const bool isInit = container.kind == ContainerKind::Init || container.kind == ContainerKind::Sidecar;
            const bool counts =
                init ? isInit : container.kind == ContainerKind::App || container.kind == ContainerKind::Sidecar;
            if (counts && unmet(container, m_statuses.at(container.name)))
                names.push_back(container.name);
        }
        return names.empty() ? std::string() : fmt::format("[{}]", fmt::join(names, " "));
    }

    bool appRan() const
    {
        return std::any_of(m_inputs.pod.containers().begin(), m_inputs.pod.containers().end(),
                           [this](const ContainerSpec& container) {
                               return container.kind == ContainerKind::App &&
                                      data::find(m_statuses.at(container.name), {"containerID"}) != nullptr;
                           });
    }

    ConditionState initialized() const
    {
        if (m_phase == "Succeeded")
            return {"Initialized", true, "PodCompleted", {}};
        const std::string names = namesWhere(true, [](const ContainerSpec& container, const data::Value& status) {
            return container.kind == ContainerKind::Sidecar ? !data::boolAt(status, {"started"})
                                                            : !data::boolAt(status, {"ready"});
        });
        if (names.empty() || appRan())
            return {"Initialized", true, {}, {}};
        return {"Initialized", false, "ContainersNotInitialized",
                fmt::format("containers with incomplete status: {}", names)};
    }

    ConditionState containersReady() const
    {
        if (m_phase == "Succeeded")
            return {"ContainersReady", false, "PodCompleted", {}};
        if (m_phase == "Failed")
            return {"ContainersReady", false, "PodFailed", {}};
        const std::string names = namesWhere(
            false, [](const ContainerSpec&, const data::Value& status) { return !data::boolAt(status, {"ready"}); });
        if (names.empty())
            return {"ContainersReady", true, {}, {}};
        return {"ContainersReady", false, "ContainersNotReady",
                fmt::format("containers with unready status: {}", names)};
    }

    ConditionState ready(const ConditionState& containers) const
    {
        if (!containers.met)
            return {"Ready", false, containers.reason, containers.message};
        std::vector<std::string> missing;
        for (const data::Node gate : m_inputs.pod.spec()["readinessGates"]) {
            const std::string_view type = gate["conditionType"].asString();
            const data::Node current = former(type);
            if (!current)
                missing.push_back(
                    fmt::format("corresponding condition of pod readiness gate \"{}\" does not exist.", type));
            else if (current["status"].asString() != "True")
                missing.push_back(fmt::format("the status of pod readiness gate \"{}\" is not \"True\", but {}", type,
                                              current["status"].asString()));
        }
        if (missing.empty())
            return {"Ready", true, {}, {}};
        return {"Ready", false, "ReadinessGatesNotReady", fmt::format("{}", fmt::join(missing, ", "))};
    }

    data::Node former(std::string_view type) const
    {
        for (const data::Node condition : m_inputs.pod.status()["conditions"]) {
            if (condition["type"].asString() == type)
                return condition;
        }
        return {};
    }

    void add(const ConditionState& state)
    {
        const data::Node before = former(state.type);
        const std::string_view status = state.met ? "True" : "False";
        const bool same = before && before["status"].asString() == status;
        data::Object condition;
        condition["type"] = state.type;
        condition["status"] = status;
        condition["lastProbeTime"] = nullptr;
        condition["lastTransitionTime"] =
            same ? std::string(before["lastTransitionTime"].asString()) : formatTime(m_inputs.now);
        if (!state.reason.empty())
            condition["reason"] = state.reason;
        else if (before["reason"])
            condition["reason"] = nullptr;
        if (!state.message.empty())
            condition["message"] = state.message;
        else if (before["message"])
            condition["message"] = nullptr;
        m_conditions.push_back(std::move(condition));
    }

    const StatusInputs& m_inputs;
    const std::map<std::string, data::Value>& m_statuses;
    const std::string& m_phase;
    data::Array m_conditions;
};

data::Array addresses(const std::vector<std::string>& ips)
{
    data::Array list;
    for (const std::string& ip : ips)
        list.push_back(data::Object{{"ip", ip}});
    return list;
}

void addContainerLists(const Pod& pod, const std::map<std::string, data::Value>& statuses, data::Object& status)
{
    for (const ContainerSpec& container : pod.containers()) {
        std::string_view list = "initContainerStatuses";
        if (container.kind == ContainerKind::App)
            list = "containerStatuses";
        else if (container.kind == ContainerKind::Ephemeral)
            list = "ephemeralContainerStatuses";
        data::Value& array = status[list];
        if (!array.is_array())
            array.emplace_array();
        array.get_array().push_back(statuses.at(container.name));
    }
}

/// True when every member that `wanted` has is the same in `current`; a null one must be absent.
bool covers(const data::Value& wanted, data::Node current)
{
    if (wanted.is_null())
        return !current || current.isNull();
    return current && data::equal(wanted, current.toValue());
}

bool conditionsMatch(const data::Array& wanted, data::Node current)
{
    return std::all_of(wanted.begin(), wanted.end(), [&](const data::Value& condition) {
        for (const data::Node have : current) {
            if (have["type"].asString() != data::stringAt(condition, {"type"}))
                continue;
            const data::Object& members = condition.get_object();
            return std::all_of(members.begin(), members.end(), [&](const auto& member) {
                return covers(member.value(), have[std::string_view(member.key().data(), member.key().size())]);
            });
        }
        return false;
    });
}

} // namespace

data::Value podStatus(const StatusInputs& inputs)
{
    std::map<std::string, data::Value> statuses;
    for (const ContainerSpec& container : inputs.pod.containers())
        statuses[container.name] = containerStatus(inputs, container);
    std::string phase = podPhase(inputs.pod, statuses, inputs.ended);
    if (inputs.failure)
        phase = "Failed";
    if (inputs.pod.finished())
        phase = inputs.pod.status()["phase"].asString();

    data::Object status;
    status["phase"] = phase;
    if (inputs.failure) {
        status["reason"] = inputs.failure->reason;
        status["message"] = inputs.failure->message;
    }
    status["conditions"] = ConditionBuilder(inputs, statuses, phase).build();
    if (!inputs.place.hostIps.empty()) {
        status["hostIP"] = inputs.place.hostIps.front();
        status["hostIPs"] = addresses(inputs.place.hostIps);
    }
    if (!inputs.place.podIps.empty()) {
        status["podIP"] = inputs.place.podIps.front();
        status["podIPs"] = addresses(inputs.place.podIps);
    }
    const std::string_view startTime = inputs.pod.status()["startTime"].asString();
    status["startTime"] = startTime.empty() ? formatTime(inputs.now) : std::string(startTime);
    addContainerLists(inputs.pod, statuses, status);
    return status;
}

bool statusMatches(const data::Value& wanted, data::Node current)
{
    const data::Object& members = wanted.get_object();
    return std::all_of(members.begin(), members.end(), [&](const auto& member) {
        const std::string_view key(member.key().data(), member.key().size());
        if (key == "conditions")
            return conditionsMatch(member.value().get_array(), current[key]);
        return covers(member.value(), current[key]);
    });
}

data::Value statusPatch(const Pod& pod, data::Value wanted)
{
    data::Object patch;
    patch["metadata"] = data::Object{{"uid", pod.uid()}};
    patch["status"] = std::move(wanted);
    return patch;
}

} // namespace skiff::kubelet
