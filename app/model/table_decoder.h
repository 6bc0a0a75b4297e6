#pragma once

#include "cluster/base/result.h"
#include "cluster/data/document.h"

#include <QHash>
#include <QString>
#include <QStringList>
#include <QVariant>
#include <QVector>

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace skiff::model {

/// A column as the server describes it in a table answer.
struct TableColumn
{
    QString name;
    QString type;     ///< "string", "integer", "date", …
    int priority = 0; ///< above 0: only in the wide view

    bool operator==(const TableColumn&) const = default;
};

/// One object as a row of a table answer.
struct TableRow
{
    QString uid; ///< identity: survives changes, differs after a new object took the name
    QString nameSpace;
    QString name;
    qint64 createdMsecs = 0; ///< since the epoch, UTC; 0 when unknown
    QVector<QVariant> cells; ///< in the order of the columns: strings and integers
    QString search = {};     ///< all its text in lower case, for filters; made by prepare()
    QString order = {};      ///< compares as namespace and name do for people; made by prepare()
};

/// Fills in what is made from the rest of a row, so that this can be done off the GUI thread.
void prepare(TableRow& row);

/// A server-side table: what `Accept: application/json;as=Table` brings.
struct Table
{
    std::vector<TableColumn> columns; ///< empty in later events of a watch
    std::vector<TableRow> rows;
    QString resourceVersion;
    QString more = {}; ///< the "continue" of a page that is not the last
};

/// Reads tables, and keeps one copy of each short text that comes again and again (states, nodes, namespaces). One
/// thread at a time.
class TableDecoder
{
public:
    /// Each of `labels` is a column more, called "label:KEY".
    explicit TableDecoder(QStringList labels = {}) : m_labels(std::move(labels)) {}

    /// Reads a meta.k8s.io/v1 Table; a list or an object of a server that makes no tables becomes one of names
    /// and ages. Unsupported when the answer is something else.
    Result<Table> decode(std::string_view json);

private:
    QString word(std::string_view text);
    QVariant cell(data::Node node);
    TableRow identityOf(data::Node metadata);
    TableRow rowOf(data::Node node);
    TableRow rowOfObject(data::Node object);
    void finish(TableRow& row, data::Node metadata);
    Result<Table> tableOfObjects(data::Node root);

    QStringList m_labels;
    QHash<QByteArray, QString> m_words;
};

Result<Table> decodeTable(std::string_view json, const QStringList& labels = {});

/// The prefix of such columns' names.
inline constexpr QLatin1String labelColumn("label:");

/// The media types to ask for a table with, and plain JSON as the last resort.
inline constexpr std::string_view tableAccept = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";

} // namespace skiff::model
