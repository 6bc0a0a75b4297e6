#include "app/model/table_filter_model.h"

#include "app/model/natural_order.h"

#include <QHash>

#include <algorithm>
#include <iterator>

namespace skiff::model {

namespace {

/// With more changed rows than that, a view looks at what it shows instead of at each.
constexpr size_t MostTold = 200;

} // namespace

void TableFilterModel::setTable(ResourceTableModel& table)
{
    beginResetModel();
    m_table = &table;
    place();
    endResetModel();
    connect(m_table, &QAbstractItemModel::modelAboutToBeReset, this, [this] {
        beginResetModel();
        m_sorted.clear();
        m_shown.clear();
    });
    connect(m_table, &QAbstractItemModel::modelReset, this, [this] {
        place();
        endResetModel();
    });
    connect(m_table, &ResourceTableModel::applied, this, &TableFilterModel::onApplied);
    connect(m_table, &QAbstractItemModel::dataChanged, this, &TableFilterModel::onTicked);
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
    refilter();
}

void TableFilterModel::setNamespaces(const QStringList& namespaces)
{
    if (namespaces == m_namespaces)
        return;
    m_namespaces = namespaces;
    refilter();
}

int TableFilterModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_shown.size());
}

int TableFilterModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() || !m_table ? 0 : m_table->columnCount();
}

QVariant TableFilterModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    return m_table->cell(*m_shown[size_t(index.row())], index.column(), role);
}

QVariant TableFilterModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    return m_table ? m_table->headerData(section, orientation, role) : QVariant();
}

void TableFilterModel::sort(int column, Qt::SortOrder order)
{
    if (column == m_column && order == m_order)
        return;
    const bool sameKeys = column == m_column;
    m_column = column;
    m_order = order;
    if (!m_table)
        return;
    if (sameKeys) // a total order: the other direction is the same way back
        std::reverse(m_sorted.begin(), m_sorted.end());
    else {
        for (Placed& row : m_sorted)
            row = placed(*row.item);
        std::sort(m_sorted.begin(), m_sorted.end(), [this](const Placed& a, const Placed& b) { return before(a, b); });
    }
    show();
}

TableFilterModel::Placed TableFilterModel::placed(const TableItem& item) const
{
    Placed row{&item, {}, 0, false, accepts(item)};
    const QVariant value = m_table->cell(item, m_column, ResourceTableModel::SortRole);
    if (value.typeId() == QMetaType::LongLong)
        row.number = value.toLongLong();
    else
        row.key = naturalKey(value.toString());
    row.isText = value.typeId() != QMetaType::LongLong;
    return row;
}

bool TableFilterModel::before(const Placed& a, const Placed& b) const
{
    const Placed& left = m_order == Qt::AscendingOrder ? a : b;
    const Placed& right = m_order == Qt::AscendingOrder ? b : a;
    if (left.isText != right.isText)
        return right.isText;
    if (left.number != right.number)
        return left.number < right.number;
    if (const int order = left.key.compare(right.key); order != 0)
        return order < 0;
    if (const int order = left.item->content.order.compare(right.item->content.order); order != 0)
        return order < 0;
    return left.item->content.uid < right.item->content.uid;
}

bool TableFilterModel::accepts(const TableItem& item) const
{
    if (!m_namespaces.isEmpty() && !m_namespaces.contains(item.content.nameSpace))
        return false;
    const auto holds = [&item](const QString& word) {
        return item.content.search.contains(word);
    };
    return std::all_of(m_wanted.begin(), m_wanted.end(), holds) &&
           std::none_of(m_unwanted.begin(), m_unwanted.end(), holds);
}

/// All anew, within a reset.
void TableFilterModel::place()
{
    m_sorted.clear();
    m_shown.clear();
    m_sorted.reserve(size_t(m_table->rowCount()));
    for (int row = 0; row < m_table->rowCount(); ++row)
        m_sorted.push_back(placed(m_table->item(row)));
    std::sort(m_sorted.begin(), m_sorted.end(), [this](const Placed& a, const Placed& b) { return before(a, b); });
    for (const Placed& row : m_sorted)
        if (row.shown)
            m_shown.push_back(row.item);
}

void TableFilterModel::onApplied(const TableDelta& delta)
{
    std::vector<const TableItem*> touched;
    std::vector<Placed> fresh;
    for (const auto& item : delta.removed)
        touched.push_back(item.get());
    for (const TableDelta::Changed& changed : delta.changed) {
        touched.push_back(changed.item);
        fresh.push_back(placed(*changed.item));
    }
    for (const TableItem* item : delta.added)
        fresh.push_back(placed(*item));
    if (touched.empty() && fresh.empty())
        return;
    forget(std::move(touched));
    const auto order = [this](const Placed& a, const Placed& b) {
        return before(a, b);
    };
    std::sort(fresh.begin(), fresh.end(), order);
    const auto middle = std::ptrdiff_t(m_sorted.size());
    std::move(fresh.begin(), fresh.end(), std::back_inserter(m_sorted));
    std::inplace_merge(m_sorted.begin(), m_sorted.begin() + middle, m_sorted.end(), order);
    show();
    tellChanged(delta.changed);
}

void TableFilterModel::forget(std::vector<const TableItem*> touched)
{
    std::sort(touched.begin(), touched.end());
    if (!touched.empty())
        std::erase_if(m_sorted, [&touched](const Placed& row) {
            return std::binary_search(touched.begin(), touched.end(), row.item);
        });
}

/// Ages grow for all rows at once; what has really changed is told with the rest.
void TableFilterModel::onTicked(const QModelIndex& from, const QModelIndex& to, const QList<int>& roles)
{
    if (!roles.isEmpty() && !m_shown.empty())
        emit dataChanged(index(0, from.column()), index(rowCount() - 1, to.column()), roles);
}

void TableFilterModel::refilter()
{
    for (Placed& row : m_sorted)
        row.shown = accepts(*row.item);
    show();
}

/// Brings the rows of this model to what is sorted and passes: first all that goes, then all that comes, each as one
/// block at the end, with the rest moved by changes of the layout.
void TableFilterModel::show()
{
    Shown next;
    next.reserve(m_sorted.size());
    for (const Placed& row : m_sorted)
        if (row.shown)
            next.push_back(row.item);
    if (next == m_shown)
        return;
    const QSet<const TableItem*> old(m_shown.begin(), m_shown.end());
    const QSet<const TableItem*> wanted(next.begin(), next.end());
    Shown staying;
    Shown coming;
    for (const TableItem* item : next)
        (old.contains(item) ? staying : coming).push_back(item);
    const auto stay = int(staying.size());
    Shown first = staying;
    for (const TableItem* item : m_shown)
        if (!wanted.contains(item))
            first.push_back(item);
    if (first.size() > staying.size()) {
        rearrange(std::move(first));
        beginRemoveRows({}, stay, rowCount() - 1);
        m_shown = std::move(staying);
        endRemoveRows();
    }
    if (!coming.empty()) {
        const int from = rowCount();
        beginInsertRows({}, from, from + int(coming.size()) - 1);
        m_shown.insert(m_shown.end(), coming.begin(), coming.end());
        endInsertRows();
    }
    rearrange(std::move(next));
}

void TableFilterModel::rearrange(Shown next)
{
    if (next == m_shown)
        return;
    emit layoutAboutToBeChanged({}, VerticalSortHint);
    const QModelIndexList before = persistentIndexList();
    QModelIndexList after;
    if (!before.isEmpty()) {
        QHash<const TableItem*, int> rows;
        rows.reserve(qsizetype(next.size()));
        for (size_t row = 0; row < next.size(); ++row)
            rows.insert(next[row], int(row));
        for (const QModelIndex& held : before)
            after.append(index(rows.value(m_shown[size_t(held.row())]), held.column()));
    }
    m_shown = std::move(next);
    changePersistentIndexList(before, after);
    emit layoutChanged({}, VerticalSortHint);
}

void TableFilterModel::tellChanged(const std::vector<TableDelta::Changed>& changed)
{
    if (changed.size() > MostTold && !m_shown.empty()) {
        emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
        return;
    }
    QHash<const TableItem*, const TableDelta::Changed*> byItem;
    for (const TableDelta::Changed& one : changed)
        byItem.insert(one.item, &one);
    for (size_t row = 0; row < m_shown.size() && !byItem.isEmpty(); ++row)
        if (const auto* one = byItem.value(m_shown[row]))
            emit dataChanged(index(int(row), one->first), index(int(row), one->last));
}

} // namespace skiff::model
