#pragma once

#include <QSortFilterProxyModel>
#include <QString>
#include <QStringList>

namespace skiff::model {

/// Sorts a ResourceTableModel by value, and shows the rows that hold every word of the filter
/// ("web fail" finds both in any column; "-web" leaves out). GUI thread.
class TableFilterModel final : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    explicit TableFilterModel(QObject* parent = nullptr);

    void setFilterText(const QString& text);
    QString filterText() const { return m_text; }
    /// Rows of other namespaces are left out; empty: none are.
    void setNamespaces(const QStringList& namespaces);

protected:
    bool filterAcceptsRow(int sourceRow, const QModelIndex& sourceParent) const override;
    bool lessThan(const QModelIndex& left, const QModelIndex& right) const override;

private:
    QString m_text;
    QStringList m_namespaces;
    QStringList m_wanted;
    QStringList m_unwanted;
};

} // namespace skiff::model
