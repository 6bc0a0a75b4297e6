#include "cluster/apiserver/tables/cell_writers.h"

#include <set>

namespace skiff::apiserver {

namespace {

std::string nodeStatus(data::Node node)
{
    const std::string_view ready = findCondition(node, "Ready")["status"].asString();
    std::string text = ready.empty() ? "Unknown" : ready == "True" ? "Ready" : "NotReady";
    if (node["spec"]["unschedulable"].asBool())
        text += ",SchedulingDisabled";
    return text;
}

std::string roles(data::Node labels)
{
    constexpr std::string_view prefix = "node-role.kubernetes.io/";
    std::set<std::string_view> names;
    for (auto it = labels.begin(); it != labels.end(); ++it) {
        if (it.key().starts_with(prefix) && it.key().size() > prefix.size())
            names.insert(it.key().substr(prefix.size()));
        else if (it.key() == "kubernetes.io/role" && !(*it).asString().empty())
            names.insert((*it).asString());
    }
    std::string text;
    for (const std::string_view name : names)
        text.append(text.empty() ? "" : ",").append(name);
    return text.empty() ? "<none>" : text;
}

std::string_view address(data::Node node, std::string_view type)
{
    for (const data::Node each : node["status"]["addresses"])
        if (each["type"].asString() == type)
            return each["address"].asString();
    return "<none>";
}

} // namespace

void writeNodeCells(data::Node node, Cells& cells)
{
    const data::Node software = node["status"]["nodeInfo"];
    cells.text(node["metadata"]["name"].asString());
    cells.text(nodeStatus(node));
    cells.text(roles(node["metadata"]["labels"]));
    cells.age(node["metadata"]["creationTimestamp"]);
    cells.text(software["kubeletVersion"].asString());
    cells.text(address(node, "InternalIP"));
    cells.text(address(node, "ExternalIP"));
    cells.textOr(software["osImage"].asString(), "<unknown>");
    cells.textOr(software["kernelVersion"].asString(), "<unknown>");
    cells.textOr(software["containerRuntimeVersion"].asString(), "<unknown>");
}

} // namespace skiff::apiserver
