#pragma once

#include "widgets/status_glyph.h"

#include <QElapsedTimer>
#include <QTableView>
#include <QTimer>

#include <functional>
#include <vector>

namespace skiff::widgets {

/// Roles by which a model tells a TableView more than text.
struct TableRoles
{
    int glyph = -1; ///< what glyphOf makes a shape of; without that, widgets::Glyph as int
    std::function<Glyph(const QVariant&)> glyphOf = {};
    int changed = -1; ///< milliseconds since the cell last changed, or -1: recent ones are tinted
    int strong = -1;  ///< true for what the reader looks for first, the name
};

/// How a column is shown.
struct ColumnChoice
{
    int column;    ///< logical
    int width = 0; ///< 0: what suits the contents
    bool hidden = false;

    bool operator==(const ColumnChoice&) const = default;
};

/// A dense live table: rows of one height, no grid but a line under each row, sorting by the
/// header, columns chosen from the header's menu, cells that changed tinted for a second. It never
/// scrolls by itself. Columns share the width there is until the user sizes one. GUI thread.
class TableView final : public QTableView
{
    Q_OBJECT

public:
    explicit TableView(QWidget* parent = nullptr);

    void setTableRoles(TableRoles roles) { m_roles = std::move(roles); }
    const TableRoles& tableRoles() const { return m_roles; }

    void setModel(QAbstractItemModel* model) override;

    /// What an empty table says in its middle.
    void setEmptyText(const QString& text);
    QString emptyText() const { return m_emptyText; }

    /// Widths that suit the contents, as far as the view's width goes.
    void fitColumns();
    /// The same, unless the user has sized a column.
    void adaptColumns();
    /// A column of sentences: it is as wide as they are, and cut only when all others are.
    void setSentences(int column) { m_sentences = column; }

    /// Which columns show, in which order and how wide, is the user's choice; the owner remembers it. All columns, from
    /// left to right; those that a choice does not name come last, as they are.
    QList<ColumnChoice> columnChoices() const;
    void setColumnChoices(const QList<ColumnChoice>& choices);

    int hoveredRow() const { return m_hovered; }
    /// Logical indexes of the outermost columns that show.
    int firstColumn() const;
    int lastColumn() const;

    static constexpr int TintMsecs = 1000;

signals:
    void rowActivated(const QModelIndex& index);
    void rowSelected(const QModelIndex& index);
    /// The user has shown, hidden, moved or sized a column.
    void columnsChosen();
    /// "Reset columns" in the header's menu; offered only when somebody listens.
    void columnsReset();
    /// "Add a column from a label…" in the header's menu; offered only when somebody listens.
    void labelColumnWanted();

protected:
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;
    void keyPressEvent(QKeyEvent* event) override;
    void keyboardSearch(const QString& text) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool viewportEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

protected slots:
    void rowsAboutToBeRemoved(const QModelIndex& parent, int start, int end) override;

private:
    void moveBy(int rows);
    void showColumnMenu(const QPoint& position);
    void onDataChanged(const QModelIndex& from, const QModelIndex& to, const QList<int>& roles);
    void onSectionResized();
    void onHeaderReleased();
    void measureColumns();
    void layoutColumns();
    void fitRows();
    void growColumns();

    TableRoles m_roles;
    QTimer m_fade; ///< repaints while something is tinted
    int m_fadeSteps = 0;
    QTimer m_grow; ///< what has become wider is given room
    QString m_emptyText;
    int m_hovered = -1;
    int m_sentences = -1;
    QElapsedTimer m_pointerMoved; ///< since the pointer has moved over the rows
    std::vector<int> m_wanted; ///< by logical column; 0 for hidden ones
    bool m_removing = false;   ///< the current row is on its way out
    bool m_sizing = false;     ///< widths change by us
    bool m_sizedByUser = false;
    bool m_pressed = false; ///< the mouse is on the header
    bool m_dragged = false; ///< and has moved or sized a column
};

} // namespace skiff::widgets
