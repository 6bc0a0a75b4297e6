#include "cluster/apiserver/registry/core/event_conversion.h"

#include <array>
#include <utility>

namespace skiff::apiserver {

namespace {

/// core/v1 name, events.k8s.io/v1 name.
constexpr std::array<std::pair<std::string_view, std::string_view>, 7> renamed = {{
    {"involvedObject", "regarding"},
    {"message", "note"},
    {"reportingComponent", "reportingController"},
    {"source", "deprecatedSource"},
    {"firstTimestamp", "deprecatedFirstTimestamp"},
    {"lastTimestamp", "deprecatedLastTimestamp"},
    {"count", "deprecatedCount"},
}};

void rename(data::Object& object, std::string_view from, std::string_view to)
{
    auto* member = object.if_contains(from);
    if (!member)
        return;
    data::Value value = std::move(*member);
    object.erase(from);
    object[to] = std::move(value);
}

} // namespace

std::string storedEventLabel(std::string_view label)
{
    for (const auto& [core, grouped] : renamed)
        if (label == grouped || (label.starts_with(grouped) && label[grouped.size()] == '.'))
            return std::string(core).append(label.substr(grouped.size()));
    return std::string(label);
}

data::Value eventFromStorage(data::Value stored)
{
    data::Object& event = stored.as_object();
    for (const auto& [core, grouped] : renamed)
        rename(event, core, grouped);
    event["apiVersion"] = "events.k8s.io/v1";
    return stored;
}

data::Value eventToStorage(data::Value event)
{
    data::Object& stored = event.as_object();
    for (const auto& [core, grouped] : renamed)
        rename(stored, grouped, core);
    stored["apiVersion"] = "v1";
    return event;
}

} // namespace skiff::apiserver
