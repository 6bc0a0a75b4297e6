#include "app/model/table_filter_model.h"

#include "app/model/natural_order.h"
#include "app/model/resource_table_model.h"

#include <algorithm>

namespace skiff::model {

TableFilterModel::TableFilterModel(QObject* parent) : QSortFilterProxyModel(parent)
{
    setSortRole(ResourceTableModel::SortRole);
    setDynamicSortFilter(true);
}

void TableFilterModel::setFilterText(const QString& text)
{
    if (text == m_text)
        return;
    m_text = text;
    m_wanted.clear();
    m_unwanted.clear();
    for (const QString& word : text.toLower().split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        if (word.startsWith(QLatin1Char('-')) && word.size() > 1)
            m_unwanted.append(word.mid(1));
        else if (word != QLatin1String("-"))
            m_wanted.append(word);
    }
    invalidateFilter();
}

void TableFilterModel::setNamespaces(const QStringList& namespaces)
{
    if (namespaces == m_namespaces)
        return;
    m_namespaces = namespaces;
    invalidateFilter();
}

bool TableFilterModel::filterAcceptsRow(int sourceRow, const QModelIndex& sourceParent) const
{
    const QModelIndex row = sourceModel()->index(sourceRow, 0, sourceParent);
    if (!m_namespaces.isEmpty() && !m_namespaces.contains(row.data(ResourceTableModel::NamespaceRole).toString()))
        return false;
    const QString text = row.data(ResourceTableModel::SearchRole).toString();
    const auto holds = [&text](const QString& word) { return text.contains(word); };
    return std::all_of(m_wanted.begin(), m_wanted.end(), holds) &&
           std::none_of(m_unwanted.begin(), m_unwanted.end(), holds);
}

bool TableFilterModel::lessThan(const QModelIndex& left, const QModelIndex& right) const
{
    const QVariant a = left.data(sortRole());
    const QVariant b = right.data(sortRole());
    if (a.typeId() == QMetaType::LongLong && b.typeId() == QMetaType::LongLong) {
        if (a.toLongLong() != b.toLongLong())
            return a.toLongLong() < b.toLongLong();
    } else if (const int order = naturalCompare(a.toString(), b.toString()); order != 0) {
        return order < 0;
    }
    // Rows that are alike here keep an order that does not depend on when they came.
    for (const int role : {ResourceTableModel::NamespaceRole, ResourceTableModel::NameRole})
        if (const int order = naturalCompare(left.data(role).toString(), right.data(role).toString()); order != 0)
            return order < 0;
    return false;
}

} // namespace skiff::model
