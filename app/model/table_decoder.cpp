#include "app/model/table_decoder.h"

#include "cluster/base/clock.h"
#include "cluster/data/document.h"

namespace skiff::model {

namespace {

QString text(data::Node node)
{
    const std::string_view view = node.asString();
    return QString::fromUtf8(view.data(), qsizetype(view.size()));
}

QVariant cell(data::Node node)
{
    if (node.isString())
        return text(node);
    if (const auto number = node.asInt())
        return QVariant::fromValue<qlonglong>(*number);
    if (const auto number = node.asDouble())
        return *number;
    if (node.isBool())
        return node.asBool();
    const std::string_view raw = node.isNull() ? std::string_view() : node.span();
    return QString::fromUtf8(raw.data(), qsizetype(raw.size()));
}

TableRow row(data::Node node)
{
    const data::Node metadata = node["object"]["metadata"];
    TableRow row{.uid = text(metadata["uid"]), .nameSpace = text(metadata["namespace"]), .name = text(metadata["name"])};
    WallTime created;
    if (parseTime(metadata["creationTimestamp"].asString(), created))
        row.createdMsecs = std::chrono::floor<std::chrono::milliseconds>(created.time_since_epoch()).count();
    for (const data::Node value : node["cells"])
        row.cells.append(cell(value));
    return row;
}

} // namespace

Result<Table> decodeTable(std::string_view json)
{
    SKIFF_TRY_ASSIGN(const auto document, data::Document::parse(std::string(json)));
    const data::Node root = document->root();
    if (root["kind"].asString() != "Table")
        return Error{ErrorCode::Unsupported, "the server did not answer with a table"};
    Table table;
    table.resourceVersion = text(root["metadata"]["resourceVersion"]);
    for (const data::Node column : root["columnDefinitions"])
        table.columns.push_back(
            {text(column["name"]), text(column["type"]), int(column["priority"].asInt().value_or(0))});
    for (const data::Node node : root["rows"])
        table.rows.push_back(row(node));
    return table;
}

} // namespace skiff::model
