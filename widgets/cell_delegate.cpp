#include "widgets/cell_delegate.h"

#include "widgets/table_view.h"
#include "widgets/tokens.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

namespace skiff::widgets {

namespace {

constexpr int CellPadding = metrics::WideGap;

} // namespace

CellDelegate::CellDelegate(TableView& view) : QStyledItemDelegate(&view), m_view(view) {}

void CellDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const Tokens& t = tokens(option.palette);
    painter->fillRect(option.rect, background(option, index, t));
    painter->fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1),
                      blend(t.surface, t.line, 0.6));
    if (option.state.testFlag(QStyle::State_Selected)) {
        if (index.column() == m_view.firstColumn())
            painter->fillRect(QRect(option.rect.left(), option.rect.top(), 2, option.rect.height()), t.accent);
        drawFocus(*painter, option.rect, index.column(), t);
    }
    QRect text = option.rect.adjusted(leftPadding(index.column()), 0, -CellPadding, -1);
    if (const Glyph glyph = glyphOf(index); glyph != Glyph::None) {
        const QRectF box(text.left(), text.top() + (text.height() - GlyphSize) / 2.0, GlyphSize, GlyphSize);
        drawGlyph(*painter, box, glyph, t);
        text.setLeft(text.left() + GlyphSize + metrics::Gap);
    }
    const auto alignment = Qt::Alignment(index.data(Qt::TextAlignmentRole).toInt());
    painter->setFont(option.font);
    painter->setPen(textColor(index, t));
    painter->drawText(text, int(alignment ? alignment : Qt::AlignLeft | Qt::AlignVCenter),
                      option.fontMetrics.elidedText(index.data().toString(), Qt::ElideRight, text.width()));
}

QSize CellDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const int glyph = glyphOf(index) == Glyph::None ? 0 : GlyphSize + metrics::Gap;
    return {option.fontMetrics.horizontalAdvance(index.data().toString()) + glyph + leftPadding(index.column()) +
                CellPadding + 1,
            metrics::Row};
}

bool CellDelegate::helpEvent(QHelpEvent* event, QAbstractItemView*, const QStyleOptionViewItem& option,
                             const QModelIndex& index)
{
    QStyleOptionViewItem cell = option;
    cell.fontMetrics = m_view.fontMetrics();
    const bool cut = event->type() == QEvent::ToolTip && sizeHint(cell, index).width() > option.rect.width();
    QToolTip::showText(event->globalPos(), cut ? index.data().toString() : QString(), m_view.viewport());
    return true;
}

QColor CellDelegate::background(const QStyleOptionViewItem& option, const QModelIndex& index, const Tokens& t) const
{
    if (option.state.testFlag(QStyle::State_Selected))
        return option.palette.color(QPalette::Highlight);
    QColor color = index.row() == m_view.hoveredRow() ? blend(t.surface, t.text, 0.04) : t.surface;
    const int role = m_view.tableRoles().changed;
    const qint64 changed = role < 0 ? -1 : index.data(role).toLongLong();
    if (changed >= 0 && changed < TableView::TintMsecs)
        color = blend(color, t.accent, 0.16 * (1.0 - double(changed) / TableView::TintMsecs));
    return color;
}

QColor CellDelegate::textColor(const QModelIndex& index, const Tokens& t) const
{
    const int strong = m_view.tableRoles().strong;
    if ((strong >= 0 && index.data(strong).toBool()) || glyphOf(index) != Glyph::None)
        return t.text;
    return index.data().toString() == QStringLiteral("–") ? t.disabled : blend(t.second, t.text, 0.35);
}

/// The selected row's part of a ring around it, for whoever works with the keyboard.
void CellDelegate::drawFocus(QPainter& painter, const QRect& cell, int column, const Tokens& t) const
{
    if (!m_view.hasFocus() || !m_view.window()->testAttribute(Qt::WA_KeyboardFocusChange))
        return;
    painter.fillRect(cell.left(), cell.top(), cell.width(), metrics::FocusRing, t.accent);
    painter.fillRect(cell.left(), cell.bottom() - 1, cell.width(), metrics::FocusRing, t.accent);
    if (column == m_view.lastColumn())
        painter.fillRect(cell.right() - 1, cell.top(), metrics::FocusRing, cell.height(), t.accent);
}

Glyph CellDelegate::glyphOf(const QModelIndex& index) const
{
    const TableRoles& roles = m_view.tableRoles();
    if (roles.glyph < 0)
        return Glyph::None;
    const QVariant value = index.data(roles.glyph);
    return roles.glyphOf ? roles.glyphOf(value) : Glyph(value.toInt());
}

int CellDelegate::leftPadding(int column) const
{
    // The first column begins where the page's title does.
    return column == m_view.firstColumn() ? metrics::Margin : CellPadding;
}

} // namespace skiff::widgets
