#pragma once

#include "cluster/base/result.h"

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
    QString type;             ///< "string", "integer", "date", …
    int priority = 0;         ///< above 0: only in the wide view

    bool operator==(const TableColumn&) const = default;
};

/// One object as a row of a table answer.
struct TableRow
{
    QString uid;              ///< identity: survives changes, differs after a new object took the name
    QString nameSpace;
    QString name;
    qint64 createdMsecs = 0;  ///< since the epoch, UTC; 0 when unknown
    QVector<QVariant> cells;  ///< in the order of the columns: strings and integers
};

/// A server-side table: what `Accept: application/json;as=Table` brings.
struct Table
{
    std::vector<TableColumn> columns; ///< empty in later events of a watch
    std::vector<TableRow> rows;
    QString resourceVersion;
};

/// Reads a meta.k8s.io/v1 Table; a list or an object of a server that makes no tables becomes one of names
/// and ages. Each of `labels` is a column more, called "label:KEY". Unsupported when the answer is something else.
Result<Table> decodeTable(std::string_view json, const QStringList& labels = {});

/// The prefix of such columns' names.
inline constexpr QLatin1String labelColumn("label:");

/// The media types to ask for a table with, and plain JSON as the last resort.
inline constexpr std::string_view tableAccept = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";

} // namespace skiff::model
