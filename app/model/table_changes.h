#pragma once

#include "app/model/table_decoder.h"

#include <QHash>
#include <QStringList>

#include <vector>

namespace skiff::model {

/// Changes of a table that are applied together: first rows go, then rows come or change.
struct TableChanges
{
    std::vector<TableRow> upserted;
    QStringList removedUids;

    bool empty() const { return upserted.empty() && removedUids.isEmpty(); }
};

/// Gathers changes between two looks at them, the last state of each object only. One thread at a time.
class ChangeCollector
{
public:
    void upsert(TableRow row);
    void remove(const QString& uid);
    void clear();

    bool empty() const { return m_rowByUid.isEmpty() && m_removed.isEmpty(); }
    /// Takes out what goes and the oldest `most` rows of the rest.
    TableChanges take(size_t most);

private:
    std::vector<TableRow> m_rows; ///< without a uid: dropped meanwhile
    QHash<QString, size_t> m_rowByUid;
    QStringList m_removed;
};

} // namespace skiff::model
