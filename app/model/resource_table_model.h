#pragma once

#include "app/model/health.h"
#include "app/model/table_changes.h"
#include "cluster/base/clock.h"

#include <QAbstractTableModel>
#include <QHash>
#include <QSet>
#include <QStringList>

#include <memory>
#include <vector>

namespace skiff::model {

/// One object of a ResourceTableModel, which owns it. It keeps its address while it is there.
struct TableItem
{
    TableRow content;
    QVector<qint64> changed; ///< per cell: when, in milliseconds of steady time; empty until one has
    QVector<qint64> since;   ///< per time column: when it was, in milliseconds of the epoch; 0 when unknown
    int row = 0;
};

/// What one call has done to a ResourceTableModel.
struct TableDelta
{
    TableDelta() = default;
    TableDelta(const TableDelta&) = delete;
    TableDelta& operator=(const TableDelta&) = delete;

    struct Changed
    {
        const TableItem* item;
        int first; ///< column
        int last;
    };

    std::vector<std::unique_ptr<TableItem>> removed; ///< kept until everybody has been told
    std::vector<Changed> changed;
    std::vector<const TableItem*> added;
};

/// The live table of one resource as an item model: rows come and go without a reset, so that views
/// keep selection and place. However many rows change together, no more than a few signals tell of those that come and
/// go. A TableFilterModel over it gives them an order. GUI thread.
class ResourceTableModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Role
    {
        SortRole = Qt::UserRole, ///< numbers and times as numbers
        HealthRole,              ///< model::Health as int
        UidRole,
        NameRole,
        NamespaceRole,
        ChangedRole, ///< milliseconds since the cell last changed, or -1
        SearchRole,  ///< the row's whole text in lower case
        StrongRole,  ///< true in the column that tells objects apart
    };

    ResourceTableModel(QString kind, bool namespaced, const Clock& clock, QObject* parent = nullptr);

    /// Replaces everything by a new list, or with a namespace what is in that: rows that stay keep their place.
    void load(Table table, const QString& nameSpace = {});
    /// The same page by page: each page's rows come or change, then all that was on none goes.
    void addPage(Table page);
    void keepOnly(const QSet<QString>& uids, const QString& nameSpace = {});
    void apply(TableChanges changes);
    void clear();

    /// Lets ages grow; call it about once a second while the table is seen.
    void tick();

    QString kind() const { return m_kind; }
    bool namespaced() const { return m_namespaced; }
    int columnPriority(int column) const;
    /// The server's name of a column; "Namespace" for ours.
    QString columnName(int column) const;
    /// By that name; -1 when there is none.
    int columnNamed(const QString& name) const;
    int rowOf(const QString& uid) const;

    const TableItem& item(int row) const { return *m_items[size_t(row)]; }
    /// What data() answers for an object's cell.
    QVariant cell(const TableItem& item, int column, int role) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

signals:
    /// After all of a call's changes, once; not after a reset.
    void applied(const skiff::model::TableDelta& delta);

private:
    using Items = std::vector<std::unique_ptr<TableItem>>;

    /// The number of columns of ours before the server's: the namespace.
    int lead() const { return m_namespaced ? 1 : 0; }
    void setColumns(std::vector<TableColumn> columns);
    bool isTime(int column) const { return column >= lead() && m_timeSlots[column - lead()] >= 0; }
    qint64 since(const TableItem& item, int cell) const;
    QVector<qint64> timesOf(const TableRow& content) const;
    QString display(const TableItem& item, int column) const;
    QVariant sortValue(const TableItem& item, int column) const;
    std::unique_ptr<TableItem> makeItem(TableRow content) const;
    /// The columns that changed.
    TableDelta::Changed update(TableItem& item, TableRow content) const;
    void upsert(std::vector<TableRow> rows, TableDelta& delta);
    void insert(Items items);
    void remove(const std::vector<int>& rows, TableDelta& delta);
    void moveToEnd(const std::vector<int>& rows);
    void renumber();
    qint64 steadyMsecs() const;

    const QString m_kind;
    const bool m_namespaced;
    const Clock& m_clock;
    std::vector<TableColumn> m_columns;
    QVector<int> m_timeSlots; ///< per cell: its place in TableItem::since, or -1
    Items m_items;
    QHash<QString, TableItem*> m_itemByUid;
};

} // namespace skiff::model
