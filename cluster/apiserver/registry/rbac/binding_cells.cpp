#include "cluster/apiserver/tables/cell_writers.h"

#include <fmt/format.h>

namespace skiff::apiserver {

namespace {

std::string subjectsOf(data::Node binding, std::string_view kind)
{
    std::string text;
    for (const data::Node subject : binding["subjects"]) {
        if (subject["kind"].asString() != kind)
            continue;
        text += text.empty() ? "" : ", ";
        if (kind == "ServiceAccount")
            text.append(subject["namespace"].asString()).append("/");
        text += subject["name"].asString();
    }
    return text;
}

} // namespace

void writeRoleBindingCells(data::Node binding, Cells& cells)
{
    const data::Node role = binding["roleRef"];
    cells.text(binding["metadata"]["name"].asString());
    cells.text(fmt::format("{}/{}", role["kind"].asString(), role["name"].asString()));
    cells.age(binding["metadata"]["creationTimestamp"]);
    cells.text(subjectsOf(binding, "User"));
    cells.text(subjectsOf(binding, "Group"));
    cells.text(subjectsOf(binding, "ServiceAccount"));
}

} // namespace skiff::apiserver
