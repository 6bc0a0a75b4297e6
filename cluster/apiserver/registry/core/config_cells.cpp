#include "cluster/apiserver/tables/cell_writers.h"

#include <fmt/format.h>

#include <map>

namespace skiff::apiserver {

namespace {

std::string_view nameOf(data::Node object)
{
    return object["metadata"]["name"].asString();
}

data::Node created(data::Node object)
{
    return object["metadata"]["creationTimestamp"];
}

/// "cpu: 1/2, pods: 3/10" of the limits whose names start with "limits." or do not.
std::string quotaUse(data::Node quota, bool limits)
{
    std::map<std::string_view, data::Node> hard;
    const data::Node all = quota["status"]["hard"];
    for (auto it = all.begin(); it != all.end(); ++it)
        if (it.key().starts_with("limits.") == limits)
            hard.emplace(it.key(), *it);
    std::string text;
    for (const auto& [name, most] : hard) {
        const std::string_view used = quota["status"]["used"][name].asString();
        text += fmt::format("{}{}: {}/{}", text.empty() ? "" : ", ", name, used.empty() ? "0" : used, most.asString());
    }
    return text;
}

} // namespace

void writeNamespaceCells(data::Node object, Cells& cells)
{
    cells.text(nameOf(object));
    cells.text(object["status"]["phase"].asString());
    cells.age(created(object));
}

void writeSecretCells(data::Node object, Cells& cells)
{
    cells.text(nameOf(object));
    cells.text(object["type"].asString());
    cells.number(int64_t(object["data"].size()));
    cells.age(created(object));
}

void writeServiceAccountCells(data::Node object, Cells& cells)
{
    cells.text(nameOf(object));
    cells.number(int64_t(object["secrets"].size()));
    cells.age(created(object));
}

void writeConfigMapCells(data::Node object, Cells& cells)
{
    cells.text(nameOf(object));
    cells.number(int64_t(object["data"].size() + object["binaryData"].size()));
    cells.age(created(object));
}

void writeComponentStatusCells(data::Node object, Cells& cells)
{
    std::string_view status = "Unknown";
    data::Node healthy;
    for (const data::Node condition : object["conditions"])
        if (condition["type"].asString() == "Healthy")
            healthy = condition;
    if (healthy)
        status = healthy["status"].asString() == "True" ? "Healthy" : "Unhealthy";
    cells.text(nameOf(object));
    cells.text(status);
    cells.text(healthy["message"].asString());
    cells.text(healthy["error"].asString());
}

void writeResourceQuotaCells(data::Node object, Cells& cells)
{
    cells.text(nameOf(object));
    cells.text(quotaUse(object, false));
    cells.text(quotaUse(object, true));
    cells.age(created(object));
}

} // namespace skiff::apiserver
