#include "app/model/resource_table_model.h"

#include "app/model/age.h"
#include "app/model/column_title.h"

#include <QSet>

#include <algorithm>
#include <cstdlib>

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

void ResourceTableModel::load(const Table& table, const QString& nameSpace)
{
    if (!table.columns.empty() && table.columns != m_columns) {
        beginResetModel();
        m_columns = table.columns;
        m_rows.clear();
        for (const TableRow& row : table.rows)
            m_rows.push_back(makeRow(row));
        reindex(0);
        endResetModel();
        return;
    }
    TableChanges changes;
    QSet<QString> present;
    for (const TableRow& row : table.rows) {
        present.insert(row.uid);
        changes.upserted.push_back(row);
    }
    for (const Row& row : m_rows)
        if (!present.contains(row.content.uid) && (nameSpace.isEmpty() || row.content.nameSpace == nameSpace))
            changes.removedUids.append(row.content.uid);
    apply(changes);
}

void ResourceTableModel::apply(const TableChanges& changes)
{
    remove(changes.removedUids);
    std::vector<TableRow> added;
    QHash<QString, size_t> addedByUid;
    for (const TableRow& content : changes.upserted) {
        if (const int row = rowOf(content.uid); row >= 0) {
            update(row, content);
        } else if (const auto known = addedByUid.constFind(content.uid); known != addedByUid.constEnd()) {
            added[*known] = content;
        } else {
            addedByUid.insert(content.uid, added.size());
            added.push_back(content);
        }
    }
    insert(std::move(added));
}

void ResourceTableModel::clear()
{
    beginResetModel();
    m_rows.clear();
    m_rowByUid.clear();
    endResetModel();
}

void ResourceTableModel::tick()
{
    if (m_rows.empty())
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
    return m_rowByUid.value(uid, -1);
}

int ResourceTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int ResourceTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() || m_columns.empty() ? 0 : lead() + int(m_columns.size());
}

QVariant ResourceTableModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount() || index.column() >= columnCount())
        return {};
    const Row& row = m_rows[size_t(index.row())];
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole: return display(row, column);
    case Qt::TextAlignmentRole: return headerData(column, Qt::Horizontal, role);
    case StrongRole:
        return columnName(column) == (m_kind == QLatin1String("Event") ? QLatin1String("Reason") : QLatin1String("Name"));
    case SortRole: return sortValue(row, column);
    case HealthRole:
        return int(column < lead() ? Health::None
                                   : healthOf(m_kind, columnName(column), display(row, column)));
    case UidRole: return row.content.uid;
    case NameRole: return row.content.name;
    case NamespaceRole: return row.content.nameSpace;
    case ChangedRole: {
        const int cell = column - lead();
        const qint64 changed = cell >= 0 && cell < row.changed.size() ? row.changed[cell] : 0;
        return changed == 0 ? qint64(-1) : steadyMsecs() - changed;
    }
    case SearchRole: return row.search;
    default: return {};
    }
}

QVariant ResourceTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignVCenter | (section >= lead() && m_columns[size_t(section - lead())].type == QLatin1String("integer")
                                           ? Qt::AlignRight
                                           : Qt::AlignLeft));
    return role == Qt::DisplayRole ? columnTitle(columnName(section)) : QVariant();
}

bool ResourceTableModel::isTime(int column) const
{
    const QString name = columnName(column);
    return name == QLatin1String("Age") || name == QLatin1String("Last Seen") || name == QLatin1String("First Seen");
}

/// Servers print times as ages of the moment; kept as times they go on ticking and sort right.
QVector<qint64> ResourceTableModel::timesOf(const TableRow& content) const
{
    const qint64 now = wallMsecs(m_clock);
    QVector<qint64> times(content.cells.size(), 0);
    for (int cell = 0; cell < times.size(); ++cell) {
        const int column = cell + lead();
        if (column >= columnCount() || !isTime(column))
            continue;
        if (columnName(column) == QLatin1String("Age") && content.createdMsecs > 0)
            times[cell] = content.createdMsecs;
        else if (const auto age = parseAge(content.cells[cell].toString()))
            times[cell] = now - std::chrono::floor<std::chrono::milliseconds>(*age).count();
    }
    return times;
}

QString ResourceTableModel::display(const Row& row, int column) const
{
    if (column < lead())
        return row.content.nameSpace;
    if (const qint64 since = row.since.value(column - lead()); since > 0)
        return ageText(WallTime(std::chrono::milliseconds(since)), m_clock.now());
    const QString text = row.content.cells.value(column - lead()).toString();
    return text == QLatin1String("<none>") || text == QLatin1String("<unset>") ? QStringLiteral("–") : text;
}

QVariant ResourceTableModel::sortValue(const Row& row, int column) const
{
    if (column >= lead() && isTime(column))
        return QVariant::fromValue<qlonglong>(-row.since.value(column - lead()));
    const QVariant value = column < lead() ? QVariant(row.content.nameSpace) : row.content.cells.value(column - lead());
    return value;
}

ResourceTableModel::Row ResourceTableModel::makeRow(TableRow content) const
{
    Row row;
    row.changed.fill(0, content.cells.size());
    row.since = timesOf(content);
    row.search = content.nameSpace.toLower();
    for (const QVariant& cell : content.cells)
        row.search.append(QLatin1Char('\n')).append(cell.toString().toLower());
    row.content = std::move(content);
    return row;
}

void ResourceTableModel::update(int at, const TableRow& content)
{
    Row& row = m_rows[size_t(at)];
    const qint64 now = steadyMsecs();
    Row fresh = makeRow(content);
    int first = columnCount();
    int last = -1;
    for (int cell = 0; cell < fresh.content.cells.size(); ++cell) {
        // An age that grew is no change, but a time that moved is.
        const bool same = cell < row.content.cells.size() &&
                          (fresh.since[cell] > 0 && row.since.value(cell) > 0
                               ? std::abs(fresh.since[cell] - row.since[cell]) < driftAt(wallMsecs(m_clock) - row.since[cell])
                               : row.content.cells[cell] == fresh.content.cells[cell]);
        if (same && fresh.since[cell] > 0)
            fresh.since[cell] = row.since[cell];
        fresh.changed[cell] = same ? row.changed.value(cell) : now;
        if (!same) {
            first = std::min(first, cell + lead());
            last = std::max(last, cell + lead());
        }
    }
    row = std::move(fresh);
    if (last >= 0)
        emit dataChanged(index(at, first), index(at, last));
}

void ResourceTableModel::insert(std::vector<TableRow> rows)
{
    if (rows.empty())
        return;
    const int from = rowCount();
    beginInsertRows({}, from, from + int(rows.size()) - 1);
    for (TableRow& row : rows)
        m_rows.push_back(makeRow(std::move(row)));
    reindex(from);
    endInsertRows();
}

void ResourceTableModel::remove(const QStringList& uids)
{
    std::vector<int> gone;
    for (const QString& uid : uids)
        if (const int row = rowOf(uid); row >= 0)
            gone.push_back(row);
    std::sort(gone.begin(), gone.end(), std::greater<>());
    // Runs of neighbours go in one step, from the back so that the rest keeps its place.
    for (size_t i = 0; i < gone.size();) {
        size_t end = i + 1;
        while (end < gone.size() && gone[end] == gone[end - 1] - 1)
            ++end;
        const int last = gone[i];
        const int first = gone[end - 1];
        beginRemoveRows({}, first, last);
        for (int row = first; row <= last; ++row)
            m_rowByUid.remove(m_rows[size_t(row)].content.uid);
        m_rows.erase(m_rows.begin() + first, m_rows.begin() + last + 1);
        reindex(first);
        endRemoveRows();
        i = end;
    }
}

void ResourceTableModel::reindex(int from)
{
    if (from == 0)
        m_rowByUid.clear();
    for (int row = from; row < rowCount(); ++row)
        m_rowByUid.insert(m_rows[size_t(row)].content.uid, row);
}

qint64 ResourceTableModel::steadyMsecs() const
{
    // Never 0, which means "not changed".
    return std::chrono::floor<std::chrono::milliseconds>(m_clock.steady().time_since_epoch()).count() + 1;
}

} // namespace skiff::model
