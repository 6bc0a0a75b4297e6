#include "cluster/apiserver/tables/cell_writers.h"

#include <algorithm>
#include <cctype>

namespace skiff::apiserver {

namespace {

bool isTime(data::Node node)
{
    return node.isString() && !node.asString().empty();
}

std::string_view trimmed(std::string_view text)
{
    const auto isSpace = [](char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; };
    while (!text.empty() && isSpace(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && isSpace(text.back()))
        text.remove_suffix(1);
    return text;
}

std::string objectName(data::Node object)
{
    std::string text(object["kind"].asString());
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return char(std::tolower(c)); });
    if (const std::string_view name = object["name"].asString(); !name.empty())
        text.append("/").append(name);
    return text;
}

std::string sourceName(data::Node event)
{
    const data::Node source = event["source"];
    std::string text(source["component"].asString().empty() ? event["reportingComponent"].asString()
                                                            : source["component"].asString());
    const std::string_view host = source["host"].asString().empty() ? event["reportingInstance"].asString()
                                                                    : source["host"].asString();
    if (!host.empty())
        text.append(", ").append(host);
    return text;
}

} // namespace

// Both kinds of events come here as they are stored: core/v1.
void writeEventCells(data::Node event, Cells& cells)
{
    const data::Node first = isTime(event["firstTimestamp"]) ? event["firstTimestamp"] : event["eventTime"];
    data::Node last = isTime(event["lastTimestamp"]) ? event["lastTimestamp"] : first;
    if (isTime(event["series"]["lastObservedTime"]))
        last = event["series"]["lastObservedTime"];
    int64_t count = event["series"]["count"].asInt().value_or(event["count"].asInt().value_or(0));

    cells.age(last);
    cells.text(event["type"].asString());
    cells.text(event["reason"].asString());
    cells.text(objectName(event["involvedObject"]));
    cells.text(event["involvedObject"]["fieldPath"].asString());
    cells.text(sourceName(event));
    cells.text(trimmed(event["message"].asString()));
    cells.age(first);
    cells.number(std::max<int64_t>(count, 1));
    cells.text(event["metadata"]["name"].asString());
}

} // namespace skiff::apiserver
