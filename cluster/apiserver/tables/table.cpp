#include "cluster/apiserver/tables/table.h"

#include "cluster/apiserver/status_error.h"
#include "cluster/apiserver/crd/custom_cells.h"
#include "cluster/apiserver/tables/cells.h"

#include <fmt/format.h>

namespace skiff::apiserver {

namespace {

void writeDefaultCells(data::Node object, Cells& cells)
{
    cells.text(object["metadata"]["name"].asString());
    cells.text(object["metadata"]["creationTimestamp"].asString());
}

std::string columnJson(const api::Column& column)
{
    return fmt::format(R"({{"name":{},"type":"{}","format":"{}","description":{},"priority":{}}})", quoted(column.name),
                       column.type, column.format, quoted(column.description), column.priority);
}

/// A row's cells, kept with the object they are of.
struct KeptCells final : KeptView
{
    static constexpr ViewPlace place = ViewPlace::Cells;
    const api::Resource* resource = nullptr;
    uint64_t custom = 0; ///< number of a custom version: another one may come to have the same address
    RowCells row;
};

uint64_t customNumber(const api::Resource& resource)
{
    const api::custom::Version* version = api::custom::versionOf(resource);
    return version ? version->number : 0;
}

std::unique_ptr<KeptCells> makeCells(const api::Resource& resource, const StoredObject& object)
{
    auto made = std::make_unique<KeptCells>();
    made->resource = &resource;
    made->custom = customNumber(resource);
    Cells cells(made->row);
    if (const api::custom::Version* version = api::custom::versionOf(resource)) {
        if (const auto value = data::parseJson(object.json(), data::makeArena(object.size())); value.ok())
            writeCustomCells(*value, *version, cells);
    } else if (const auto document = data::Document::parse(std::string(object.json())); document.ok()) {
        const CellWriter write = cellWriterFor(resource.group, resource.kind);
        (write ? write : writeDefaultCells)((*document)->root(), cells);
    }
    made->row.text.shrink_to_fit();
    return made;
}

} // namespace

std::string columnDefinitions(const api::Resource& resource)
{
    if (resource.columns.empty())
        return "[" +
               columnJson({"Name", "string", "name", "Name of the object, unique among its kind in its namespace", 0}) +
               "," + columnJson({"Created At", "date", "", "When the server stored the object first", 0}) + "]";
    std::string json = "[";
    for (const api::Column& column : resource.columns)
        json.append(json.size() > 1 ? "," : "").append(columnJson(column));
    return json + "]";
}

std::string_view appendCells(std::string& out, const api::Resource& resource, const StoredObject& object, WallTime now)
{
    const KeptCells& cells = object.view<KeptCells>([&] { return makeCells(resource, object); });
    if (cells.resource == &resource && cells.custom == customNumber(resource)) {
        cells.row.appendTo(out, now);
        return cells.row.conditions;
    }
    // The same object under another resource of its kind; rare, and rows of those have no conditions.
    makeCells(resource, object)->row.appendTo(out, now);
    return {};
}

std::string scaleTable(std::string_view scale, std::string_view metaVersion, std::string_view resourceVersion,
                       WallTime now)
{
    static constexpr api::Column columns[] = {
        {"Name", "string", "", "Name of the workload", 0},
        {"Desired", "integer", "", "How many replicas are wanted", 0},
        {"Available", "integer", "", "How many replicas there are", 0},
        {"Age", "string", "", "How long the workload has existed", 0},
    };
    std::string definitions;
    for (const api::Column& column : columns)
        definitions.append(definitions.empty() ? "" : ",").append(columnJson(column));
    RowCells row;
    Cells cells(row);
    std::string text;
    if (const auto document = data::Document::parse(std::string(scale)); document.ok())
        cellWriterFor("autoscaling", "Scale")((*document)->root(), cells);
    row.appendTo(text, now);
    return fmt::format(
        R"({{"kind":"Table","apiVersion":"{}","metadata":{{"resourceVersion":"{}"}},"columnDefinitions":[{}],)"
        R"("rows":[{{"cells":{},"object":{}}}]}})",
        metaVersion, resourceVersion, definitions, text, scale);
}

} // namespace skiff::apiserver
