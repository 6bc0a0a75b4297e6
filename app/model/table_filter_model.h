#pragma once

#include "app/model/resource_table_model.h"

#include <QAbstractTableModel>
#include <QString>
#include <QStringList>

#include <vector>

namespace skiff::model {

/// The rows of a ResourceTableModel in the order of a column, those that hold every word of the filter
/// ("web fail" finds both in any column; "-web" leaves out). Keeps all rows sorted by keys made once, and merges what
/// changes into them: a change costs its own rows, not the table's, and is told in a few signals. GUI thread.
class TableFilterModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    explicit TableFilterModel(QObject* parent = nullptr) : QAbstractTableModel(parent) {}

    /// Once; `table` outlives this.
    void setTable(ResourceTableModel& table);
    const ResourceTableModel* table() const { return m_table; }

    void setFilterText(const QString& text);
    QString filterText() const { return m_text; }
    /// Rows of other namespaces are left out; empty: none are.
    void setNamespaces(const QStringList& namespaces);
    const QStringList& namespaces() const { return m_namespaces; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    /// By value; alike ones by namespace and name, then by uid, so that the order never depends on when they came.
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

private:
    /// An item with what it is sorted by: a number, or a text that compares as people do. Numbers come first.
    struct Placed
    {
        const TableItem* item;
        QString key;
        qint64 number;
        bool isText;
        bool shown; ///< passes the filter
    };
    using Shown = std::vector<const TableItem*>;

    Placed placed(const TableItem& item) const;
    bool before(const Placed& a, const Placed& b) const;
    bool accepts(const TableItem& item) const;
    void place();
    void onApplied(const TableDelta& delta);
    void forget(std::vector<const TableItem*> touched);
    void onTicked(const QModelIndex& from, const QModelIndex& to, const QList<int>& roles);
    void refilter();
    void show();
    void rearrange(Shown next);
    void tellChanged(const std::vector<TableDelta::Changed>& changed);

    ResourceTableModel* m_table = nullptr;
    QString m_text;
    QStringList m_namespaces;
    QStringList m_wanted;
    QStringList m_unwanted;
    int m_column = -1;
    Qt::SortOrder m_order = Qt::AscendingOrder;
    std::vector<Placed> m_sorted; ///< all rows of the table
    Shown m_shown;                ///< what this model has as rows
};

} // namespace skiff::model
