#include "app/model/resource_table_model.h"

#include "app/model/age.h"
#include "app/model/column_title.h"

#include <algorithm>
#include <cstdlib>
#include <iterator>

namespace skiff::model {

namespace {

/// How far times made from printed ages may lie apart and yet be the same time, in milliseconds:
/// ages are printed to the second below ten minutes, then ever coarser.
qint64 driftAt(qint64 age)
{
    constexpr qint64 minute = 60'000;
    constexpr qint64 hour = 60 * minute;
    if (age < 10 * minute)
        return 2'000;
    if (age < 8 * hour)
        return minute + 2'000;
    return age < 8 * 24 * hour ? hour : 24 * hour;
}

qint64 wallMsecs(const Clock& clock)
{
    return std::chrono::floor<std::chrono::milliseconds>(clock.now().time_since_epoch()).count();
}

} // namespace

ResourceTableModel::ResourceTableModel(QString kind, bool namespaced, const Clock& clock, QObject* parent)
    : QAbstractTableModel(parent), m_kind(std::move(kind)), m_namespaced(namespaced), m_clock(clock)
{}

void ResourceTableModel::load(Table table, const QString& nameSpace)
{
    QSet<QString> present;
    present.reserve(qsizetype(table.rows.size()));
    for (const TableRow& row : table.rows)
        present.insert(row.uid);
    addPage(std::move(table));
    keepOnly(present, nameSpace);
}

void ResourceTableModel::addPage(Table page)
{
    if (page.columns.empty() || page.columns == m_columns) {
        apply({std::move(page.rows), {}});
        return;
    }
    beginResetModel();
    setColumns(std::move(page.columns));
    m_items.clear();
    m_itemByUid.clear();
    for (TableRow& row : page.rows) {
        m_items.push_back(makeItem(std::move(row)));
        m_itemByUid.insert(m_items.back()->content.uid, m_items.back().get());
    }
    renumber();
    endResetModel();
}

void ResourceTableModel::keepOnly(const QSet<QString>& uids, const QString& nameSpace)
{
    TableChanges changes;
    for (const auto& item : m_items)
        if (!uids.contains(item->content.uid) && (nameSpace.isEmpty() || item->content.nameSpace == nameSpace))
            changes.removedUids.append(item->content.uid);
    if (!changes.empty())
        apply(std::move(changes));
}

void ResourceTableModel::apply(TableChanges changes)
{
    TableDelta delta;
    std::vector<int> gone;
    for (const QString& uid : std::as_const(changes.removedUids))
        if (const int row = rowOf(uid); row >= 0)
            gone.push_back(row);
    std::sort(gone.begin(), gone.end());
    gone.erase(std::unique(gone.begin(), gone.end()), gone.end());
    remove(gone, delta);
    upsert(std::move(changes.upserted), delta);
    emit applied(delta);
}

void ResourceTableModel::upsert(std::vector<TableRow> rows, TableDelta& delta)
{
    Items added;
    QHash<QString, TableItem*> addedByUid;
    QHash<const TableItem*, size_t> changedByItem; // an object may come twice
    for (TableRow& content : rows) {
        if (TableItem* known = m_itemByUid.value(content.uid)) {
            const TableDelta::Changed changed = update(*known, std::move(content));
            if (changed.last < 0)
                continue;
            if (const auto again = changedByItem.constFind(known); again != changedByItem.constEnd()) {
                TableDelta::Changed& before = delta.changed[*again];
                before = {known, std::min(before.first, changed.first), std::max(before.last, changed.last)};
            } else {
                changedByItem.insert(known, delta.changed.size());
                delta.changed.push_back(changed);
            }
            emit dataChanged(index(known->row, changed.first), index(known->row, changed.last));
        } else if (TableItem* fresh = addedByUid.value(content.uid)) {
            *fresh = std::move(*makeItem(std::move(content)));
        } else {
            added.push_back(makeItem(std::move(content)));
            addedByUid.insert(added.back()->content.uid, added.back().get());
            delta.added.push_back(added.back().get());
        }
    }
    insert(std::move(added));
}

void ResourceTableModel::clear()
{
    beginResetModel();
    m_items.clear();
    m_itemByUid.clear();
    endResetModel();
}

void ResourceTableModel::tick()
{
    if (m_items.empty())
        return;
    for (int column = 0; column < columnCount(); ++column)
        if (isTime(column))
            emit dataChanged(index(0, column), index(rowCount() - 1, column), {Qt::DisplayRole});
}

int ResourceTableModel::columnPriority(int column) const
{
    return column < lead() ? 0 : m_columns[size_t(column - lead())].priority;
}

QString ResourceTableModel::columnName(int column) const
{
    return column < lead() ? QStringLiteral("Namespace") : m_columns[size_t(column - lead())].name;
}

int ResourceTableModel::columnNamed(const QString& name) const
{
    for (int column = 0; column < columnCount(); ++column)
        if (columnName(column) == name)
            return column;
    return -1;
}

int ResourceTableModel::rowOf(const QString& uid) const
{
    const TableItem* item = m_itemByUid.value(uid);
    return item ? item->row : -1;
}

int ResourceTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_items.size());
}

int ResourceTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() || m_columns.empty() ? 0 : lead() + int(m_columns.size());
}

QVariant ResourceTableModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    return cell(item(index.row()), index.column(), role);
}

QVariant ResourceTableModel::cell(const TableItem& item, int column, int role) const
{
    if (column < 0 || column >= columnCount())
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return display(item, column);
    case Qt::TextAlignmentRole:
        return headerData(column, Qt::Horizontal, role);
    case StrongRole:
        return columnName(column) ==
               (m_kind == QLatin1String("Event") ? QLatin1String("Reason") : QLatin1String("Name"));
    case SortRole:
        return sortValue(item, column);
    case HealthRole:
        return int(column < lead() ? Health::None : healthOf(m_kind, columnName(column), display(item, column)));
    case UidRole:
        return item.content.uid;
    case NameRole:
        return item.content.name;
    case NamespaceRole:
        return item.content.nameSpace;
    case ChangedRole: {
        const qint64 changed = item.changed.value(column - lead());
        return changed == 0 ? qint64(-1) : steadyMsecs() - changed;
    }
    case SearchRole:
        return item.content.search;
    default:
        return {};
    }
}

QVariant ResourceTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignVCenter |
                   (section >= lead() && m_columns[size_t(section - lead())].type == QLatin1String("integer")
                        ? Qt::AlignRight
                        : Qt::AlignLeft));
    return role == Qt::DisplayRole ? columnTitle(columnName(section)) : QVariant();
}

void ResourceTableModel::setColumns(std::vector<TableColumn> columns)
{
    m_columns = std::move(columns);
    m_timeSlots.fill(-1, qsizetype(m_columns.size()));
    int next = 0;
    for (size_t cell = 0; cell < m_columns.size(); ++cell)
        for (const char* name : {"Age", "Last Seen", "First Seen"})
            if (m_columns[cell].name == QLatin1String(name))
                m_timeSlots[qsizetype(cell)] = next++;
}

qint64 ResourceTableModel::since(const TableItem& item, int cell) const
{
    const int slot = m_timeSlots.value(cell, -1);
    return slot < 0 ? 0 : item.since[slot];
}

/// Servers print times as ages of the moment; kept as times they go on ticking and sort right.
QVector<qint64> ResourceTableModel::timesOf(const TableRow& content) const
{
    QVector<qint64> times;
    for (int cell = 0; cell < m_timeSlots.size(); ++cell) {
        if (m_timeSlots[cell] < 0)
            continue;
        times.append(0);
        if (m_columns[size_t(cell)].name == QLatin1String("Age") && content.createdMsecs > 0)
            times.back() = content.createdMsecs;
        else if (const auto age = parseAge(content.cells.value(cell).toString()))
            times.back() = wallMsecs(m_clock) - std::chrono::floor<std::chrono::milliseconds>(*age).count();
    }
    return times;
}

QString ResourceTableModel::display(const TableItem& item, int column) const
{
    if (column < lead())
        return item.content.nameSpace;
    if (const qint64 time = since(item, column - lead()); time > 0)
        return ageText(WallTime(std::chrono::milliseconds(time)), m_clock.now());
    const QString text = item.content.cells.value(column - lead()).toString();
    return text == QLatin1String("<none>") || text == QLatin1String("<unset>") ? QStringLiteral("–") : text;
}

QVariant ResourceTableModel::sortValue(const TableItem& item, int column) const
{
    if (column < lead())
        return item.content.nameSpace;
    return isTime(column) ? QVariant::fromValue<qlonglong>(-since(item, column - lead()))
                          : item.content.cells.value(column - lead());
}

std::unique_ptr<TableItem> ResourceTableModel::makeItem(TableRow content) const
{
    auto item = std::make_unique<TableItem>();
    item->since = timesOf(content);
    if (content.order.isNull())
        prepare(content);
    item->content = std::move(content);
    return item;
}

TableDelta::Changed ResourceTableModel::update(TableItem& item, TableRow content) const
{
    TableDelta::Changed changed{&item, columnCount(), -1};
    const std::unique_ptr<TableItem> fresh = makeItem(std::move(content));
    const QVector<QVariant>& cells = fresh->content.cells;
    for (int cell = 0; cell < cells.size(); ++cell) {
        // An age that grew is no change, but a time that moved is.
        const qint64 before = since(item, cell);
        const qint64 after = since(*fresh, cell);
        const bool same = cell < item.content.cells.size() &&
                          (after > 0 && before > 0 ? std::abs(after - before) < driftAt(wallMsecs(m_clock) - before)
                                                   : item.content.cells[cell] == cells[cell]);
        if (same && after > 0)
            fresh->since[m_timeSlots[cell]] = before;
        if (same)
            continue;
        item.changed.resize(cells.size());
        item.changed[cell] = steadyMsecs();
        changed.first = std::min(changed.first, cell + lead());
        changed.last = std::max(changed.last, cell + lead());
    }
    item.content = std::move(fresh->content);
    item.since = std::move(fresh->since);
    return changed;
}

void ResourceTableModel::insert(Items items)
{
    if (items.empty())
        return;
    const int from = rowCount();
    beginInsertRows({}, from, from + int(items.size()) - 1);
    for (auto& item : items) {
        item->row = rowCount();
        m_itemByUid.insert(item->content.uid, item.get());
        m_items.push_back(std::move(item));
    }
    endInsertRows();
}

/// In one step however they are spread: `rows`, in order, go to the end first.
void ResourceTableModel::remove(const std::vector<int>& rows, TableDelta& delta)
{
    if (rows.empty())
        return;
    const int first = rowCount() - int(rows.size());
    if (rows.front() != first)
        moveToEnd(rows);
    beginRemoveRows({}, first, rowCount() - 1);
    for (auto item = m_items.begin() + first; item != m_items.end(); ++item) {
        m_itemByUid.remove((*item)->content.uid);
        delta.removed.push_back(std::move(*item));
    }
    m_items.resize(size_t(first));
    endRemoveRows();
}

void ResourceTableModel::moveToEnd(const std::vector<int>& rows)
{
    emit layoutAboutToBeChanged({}, VerticalSortHint);
    const QModelIndexList before = persistentIndexList();
    std::vector<const TableItem*> held;
    for (const QModelIndex& index : before)
        held.push_back(&item(index.row()));
    Items gone;
    for (const int row : rows)
        gone.push_back(std::move(m_items[size_t(row)]));
    std::erase(m_items, nullptr);
    std::move(gone.begin(), gone.end(), std::back_inserter(m_items));
    renumber();
    QModelIndexList after;
    for (qsizetype i = 0; i < before.size(); ++i)
        after.append(index(held[size_t(i)]->row, before[i].column()));
    changePersistentIndexList(before, after);
    emit layoutChanged({}, VerticalSortHint);
}

void ResourceTableModel::renumber()
{
    for (size_t row = 0; row < m_items.size(); ++row)
        m_items[row]->row = int(row);
}

qint64 ResourceTableModel::steadyMsecs() const
{
    // Never 0, which means "not changed".
    return std::chrono::floor<std::chrono::milliseconds>(m_clock.steady().time_since_epoch()).count() + 1;
}

} // namespace skiff::model
