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

void addLabels(TableRow& row, data::Node metadata, const QStringList& labels)
{
    for (const QString& label : labels)
        row.cells.append(text(metadata["labels"][label.toStdString()]));
}

TableRow identityOf(data::Node metadata)
{
    TableRow row{.uid = text(metadata["uid"]), .nameSpace = text(metadata["namespace"]), .name = text(metadata["name"])};
    WallTime created;
    if (parseTime(metadata["creationTimestamp"].asString(), created))
        row.createdMsecs = std::chrono::floor<std::chrono::milliseconds>(created.time_since_epoch()).count();
    return row;
}

TableRow rowOf(data::Node node, const QStringList& labels)
{
    const data::Node metadata = node["object"]["metadata"];
    TableRow row = identityOf(metadata);
    for (const data::Node value : node["cells"])
        row.cells.append(cell(value));
    addLabels(row, metadata, labels);
    return row;
}

/// What can be said of any object: its name and its age.
TableRow rowOfObject(data::Node object, const QStringList& labels)
{
    TableRow row = identityOf(object["metadata"]);
    row.cells = {row.name, QString()};
    addLabels(row, object["metadata"], labels);
    return row;
}

/// The answer of a server that makes no tables.
Result<Table> tableOfObjects(data::Node root, const QStringList& labels)
{
    Table table;
    table.resourceVersion = text(root["metadata"]["resourceVersion"]);
    if (root["items"].isArray()) {
        table.columns = {{QStringLiteral("Name"), QStringLiteral("string"), 0}, {QStringLiteral("Age"), QStringLiteral("string"), 0}};
        for (const data::Node object : root["items"])
            table.rows.push_back(rowOfObject(object, labels));
    } else if (root["kind"].asString() != "Status" && root["metadata"].isObject()) {
        if (!root["metadata"]["name"].asString().empty()) // a bookmark has none
            table.rows.push_back(rowOfObject(root, labels));
    } else {
        return Error{ErrorCode::Unsupported, "the server did not answer with a table"};
    }
    return table;
}

} // namespace

Result<Table> decodeTable(std::string_view json, const QStringList& labels)
{
    SKIFF_TRY_ASSIGN(const auto document, data::Document::parse(std::string(json)));
    const data::Node root = document->root();
    Table table;
    if (root["kind"].asString() == "Table") {
        table.resourceVersion = text(root["metadata"]["resourceVersion"]);
        for (const data::Node column : root["columnDefinitions"])
            table.columns.push_back(
                {text(column["name"]), text(column["type"]), int(column["priority"].asInt().value_or(0))});
        for (const data::Node node : root["rows"])
            table.rows.push_back(rowOf(node, labels));
    } else {
        SKIFF_TRY_ASSIGN(table, tableOfObjects(root, labels));
    }
    if (!table.columns.empty())
        for (const QString& label : labels)
            table.columns.push_back({labelColumn + label, QStringLiteral("string"), 0});
    return table;
}

} // namespace skiff::model
