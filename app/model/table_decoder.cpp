#include "app/model/table_decoder.h"

#include "app/model/natural_order.h"
#include "cluster/base/clock.h"

namespace skiff::model {

namespace {

constexpr size_t LongestWord = 48; ///< bytes; longer texts seldom come twice
constexpr qsizetype MostWords = 4096;

QString text(data::Node node)
{
    const std::string_view view = node.asString();
    return QString::fromUtf8(view.data(), qsizetype(view.size()));
}

} // namespace

void prepare(TableRow& row)
{
    qsizetype size = row.nameSpace.size();
    for (const QVariant& cell : row.cells)
        size += 1 + (cell.typeId() == QMetaType::QString ? static_cast<const QString*>(cell.constData())->size() : 8);
    row.search.reserve(size);
    row.search = row.nameSpace;
    for (const QVariant& cell : row.cells)
        row.search.append(QLatin1Char('\n')).append(cell.toString());
    row.search = std::move(row.search).toLower();
    row.order = naturalKey(row.nameSpace) + QChar(0) + naturalKey(row.name);
}

QString TableDecoder::word(std::string_view text)
{
    if (text.size() > LongestWord)
        return QString::fromUtf8(text.data(), qsizetype(text.size()));
    const auto known = m_words.constFind(QByteArray::fromRawData(text.data(), qsizetype(text.size())));
    if (known != m_words.constEnd())
        return *known;
    if (m_words.size() >= MostWords)
        m_words.clear();
    return *m_words.insert(QByteArray(text.data(), qsizetype(text.size())),
                           QString::fromUtf8(text.data(), qsizetype(text.size())));
}

QVariant TableDecoder::cell(data::Node node)
{
    if (node.isString())
        return word(node.asString());
    if (const auto number = node.asInt())
        return QVariant::fromValue<qlonglong>(*number);
    if (const auto number = node.asDouble())
        return *number;
    if (node.isBool())
        return node.asBool();
    return word(node.isNull() ? std::string_view() : node.span());
}

TableRow TableDecoder::identityOf(data::Node metadata)
{
    TableRow row{.uid = text(metadata["uid"]),
                 .nameSpace = word(metadata["namespace"].asString()),
                 .name = text(metadata["name"])};
    WallTime created;
    if (parseTime(metadata["creationTimestamp"].asString(), created))
        row.createdMsecs = std::chrono::floor<std::chrono::milliseconds>(created.time_since_epoch()).count();
    return row;
}

TableRow TableDecoder::rowOf(data::Node node)
{
    const data::Node metadata = node["object"]["metadata"];
    TableRow row = identityOf(metadata);
    const std::string_view name = metadata["name"].asString();
    row.cells.reserve(qsizetype(node["cells"].size()) + m_labels.size());
    for (const data::Node value : node["cells"])
        row.cells.append(value.isString() && value.asString() == name ? QVariant(row.name) : cell(value));
    finish(row, metadata);
    return row;
}

/// What can be said of any object: its name and its age.
TableRow TableDecoder::rowOfObject(data::Node object)
{
    TableRow row = identityOf(object["metadata"]);
    row.cells = {row.name, QString()};
    finish(row, object["metadata"]);
    return row;
}

void TableDecoder::finish(TableRow& row, data::Node metadata)
{
    for (const QString& label : m_labels)
        row.cells.append(word(metadata["labels"][label.toStdString()].asString()));
    prepare(row);
}

/// The answer of a server that makes no tables.
Result<Table> TableDecoder::tableOfObjects(data::Node root)
{
    Table table;
    if (root["items"].isArray()) {
        table.columns = {{QStringLiteral("Name"), QStringLiteral("string"), 0},
                         {QStringLiteral("Age"), QStringLiteral("string"), 0}};
        for (const data::Node object : root["items"])
            table.rows.push_back(rowOfObject(object));
    } else if (root["kind"].asString() != "Status" && root["metadata"].isObject()) {
        if (!root["metadata"]["name"].asString().empty()) // a bookmark has none
            table.rows.push_back(rowOfObject(root));
    } else {
        return Error{ErrorCode::Unsupported, "the server did not answer with a table"};
    }
    return table;
}

Result<Table> TableDecoder::decode(std::string_view json)
{
    SKIFF_TRY_ASSIGN(const auto document, data::Document::parse(std::string(json)));
    const data::Node root = document->root();
    Table table;
    if (root["kind"].asString() == "Table") {
        for (const data::Node column : root["columnDefinitions"])
            table.columns.push_back(
                {text(column["name"]), text(column["type"]), int(column["priority"].asInt().value_or(0))});
        for (const data::Node node : root["rows"])
            table.rows.push_back(rowOf(node));
    } else {
        SKIFF_TRY_ASSIGN(table, tableOfObjects(root));
    }
    table.resourceVersion = text(root["metadata"]["resourceVersion"]);
    table.more = text(root["metadata"]["continue"]);
    if (!table.columns.empty())
        for (const QString& label : m_labels)
            table.columns.push_back({labelColumn + label, QStringLiteral("string"), 0});
    return table;
}

Result<Table> decodeTable(std::string_view json, const QStringList& labels)
{
    return TableDecoder(labels).decode(json);
}

} // namespace skiff::model
