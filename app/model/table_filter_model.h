#pragma once

#include <QSortFilterProxyModel>
#include <QString>

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

protected:
    bool filterAcceptsRow(int sourceRow, const QModelIndex& sourceParent) const override;
    bool lessThan(const QModelIndex& left, const QModelIndex& right) const override;

private:
    QString m_text;
    QStringList m_wanted;
    QStringList m_unwanted;
};

} // namespace skiff::model
