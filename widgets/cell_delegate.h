#pragma once

#include "widgets/status_glyph.h"

#include <QStyledItemDelegate>

namespace skiff::widgets {

class TableView;
struct Tokens;

/// Draws the cells of a TableView: background by the row's state, glyph, text in the middle of the
/// line. A cut text shows whole as a tool tip. Owned by its view; GUI thread.
class CellDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit CellDelegate(TableView& view);

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    bool helpEvent(QHelpEvent* event, QAbstractItemView* view, const QStyleOptionViewItem& option,
                   const QModelIndex& index) override;

private:
    QColor background(const QStyleOptionViewItem& option, const QModelIndex& index, const Tokens& tokens) const;
    QColor textColor(const QModelIndex& index, const Tokens& tokens) const;
    void drawFocus(QPainter& painter, const QRect& cell, int column, const Tokens& tokens) const;
    Glyph glyphOf(const QModelIndex& index) const;
    int leftPadding(int column) const;

    const TableView& m_view;
};

} // namespace skiff::widgets
