#pragma once

#include "app/model/health.h"
#include "app/model/table_decoder.h"
#include "cluster/base/clock.h"

#include <QAbstractTableModel>
#include <QHash>
#include <QStringList>

#include <vector>

namespace skiff::model {

/// Changes of a table that are applied together.
struct TableChanges
{
    std::vector<TableRow> upserted;
    QStringList removedUids;

    bool empty() const { return upserted.empty() && removedUids.isEmpty(); }
};

/// The live table of one resource as an item model: rows come and go one by one, so that views
/// keep selection and place. GUI thread.
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
        ChangedRole,             ///< milliseconds since the cell last changed, or -1
        SearchRole,              ///< the row's whole text in lower case
        StrongRole,              ///< true in the column that tells objects apart
    };

    ResourceTableModel(QString kind, bool namespaced, const Clock& clock, QObject* parent = nullptr);

    /// Replaces everything by a new list, or with a namespace what is in that: rows that stay keep their place.
    void load(const Table& table, const QString& nameSpace = {});
    void apply(const TableChanges& changes);
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

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Row
    {
        TableRow content;
        QVector<qint64> changed; ///< per cell: when, in milliseconds of steady time
        QVector<qint64> since;   ///< per cell of a time column: when it was, in milliseconds of the epoch; else 0
        QString search;
    };

    /// The number of columns of ours before the server's: the namespace.
    int lead() const { return m_namespaced ? 1 : 0; }
    bool isTime(int column) const;
    QVector<qint64> timesOf(const TableRow& content) const;
    QString display(const Row& row, int column) const;
    QVariant sortValue(const Row& row, int column) const;
    Row makeRow(TableRow content) const;
    void update(int row, const TableRow& content);
    void insert(std::vector<TableRow> rows);
    void remove(const QStringList& uids);
    void reindex(int from);
    qint64 steadyMsecs() const;

    const QString m_kind;
    const bool m_namespaced;
    const Clock& m_clock;
    std::vector<TableColumn> m_columns;
    std::vector<Row> m_rows;
    QHash<QString, int> m_rowByUid;
};

} // namespace skiff::model
