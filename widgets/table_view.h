#pragma once

#include "widgets/status_glyph.h"

#include <QTableView>
#include <QTimer>

namespace skiff::widgets {

/// Roles by which a model tells a TableView more than text.
struct TableRoles
{
    int glyph = -1;    ///< widgets::Glyph as int
    int changed = -1;  ///< milliseconds since the cell last changed, or -1: recent ones are tinted
};

/// A dense live table: rows of one height, no grid but a line under each row, sorting by the
/// header, columns chosen from the header's menu, cells that changed tinted for a second. It never
/// scrolls by itself. GUI thread.
class TableView final : public QTableView
{
    Q_OBJECT

public:
    explicit TableView(QWidget* parent = nullptr);

    void setTableRoles(TableRoles roles);
    TableRoles tableRoles() const { return m_roles; }

    void setModel(QAbstractItemModel* model) override;
    /// The row under the cursor, or -1.
    int currentRow() const { return currentIndex().row(); }

    /// Widths that suit the contents, with the rest for the widest text column.
    void fitColumns();

signals:
    void rowActivated(const QModelIndex& index);
    void rowSelected(const QModelIndex& index);

protected:
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void showColumnMenu(const QPoint& position);
    void onDataChanged();

    TableRoles m_roles;
    QTimer m_fade; ///< repaints while something is tinted
};

} // namespace skiff::widgets
