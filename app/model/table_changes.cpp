#include "app/model/table_changes.h"

#include <utility>

namespace skiff::model {

void ChangeCollector::upsert(TableRow row)
{
    const auto known = m_rowByUid.constFind(row.uid);
    if (known != m_rowByUid.constEnd()) {
        m_rows[*known] = std::move(row);
        return;
    }
    m_rowByUid.insert(row.uid, m_rows.size());
    m_rows.push_back(std::move(row));
}

void ChangeCollector::remove(const QString& uid)
{
    if (const auto known = m_rowByUid.constFind(uid); known != m_rowByUid.constEnd()) {
        m_rows[*known] = {};
        m_rowByUid.erase(known);
    }
    m_removed.append(uid);
}

void ChangeCollector::clear()
{
    *this = {};
}

TableChanges ChangeCollector::take(size_t most)
{
    TableChanges changes{{}, std::exchange(m_removed, {})};
    std::vector<TableRow> rows = std::exchange(m_rows, {});
    m_rowByUid.clear();
    for (TableRow& row : rows) {
        if (row.uid.isNull())
            continue;
        if (changes.upserted.size() < most)
            changes.upserted.push_back(std::move(row));
        else
            upsert(std::move(row));
    }
    return changes;
}

} // namespace skiff::model
