#include "cluster/controllers/framework/custom_kind.h"

namespace skiff::controllers {

std::optional<CustomKind> CustomKind::of(data::Node definition)
{
    bool established = false;
    for (const data::Node condition : definition["status"]["conditions"])
        if (condition["type"].asString() == "Established")
            established = condition["status"].asString() == "True";
    const data::Node spec = definition["spec"];
    const data::Node names = definition["status"]["acceptedNames"];
    CustomKind kind;
    for (const data::Node version : spec["versions"])
        if (version["served"].asBool() && (kind.version.empty() || version["storage"].asBool()))
            kind.version = version["name"].asString();
    if (!established || kind.version.empty())
        return std::nullopt;
    kind.group = spec["group"].asString();
    kind.plural = names["plural"].asString();
    kind.kind = names["kind"].asString();
    kind.namespaced = spec["scope"].asString() == "Namespaced";
    return kind;
}

} // namespace skiff::controllers
