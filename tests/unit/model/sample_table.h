#pragma once

#include "app/model/table_decoder.h"

#include <QString>
#include <QStringList>

namespace skiff::test {

/// A row of a pods-like table: Name, Ready, Status, Restarts, Age.
inline model::TableRow podRow(const QString& uid, const QString& name, const QString& status,
                              const QString& nameSpace = QStringLiteral("default"), qint64 createdMsecs = 0)
{
    return {.uid = uid, .nameSpace = nameSpace, .name = name, .createdMsecs = createdMsecs,
            .cells = {name, QStringLiteral("1/1"), status, 0LL, QStringLiteral("<unknown>")}};
}

inline model::Table podTable(std::vector<model::TableRow> rows)
{
    model::Table table;
    for (const char* name : {"Name", "Ready", "Status", "Restarts", "Age"})
        table.columns.push_back({QLatin1String(name), QStringLiteral("string"), 0});
    table.columns[3].type = QStringLiteral("integer");
    table.rows = std::move(rows);
    table.resourceVersion = QStringLiteral("7");
    return table;
}

} // namespace skiff::test
