#include "widgets/editor/diff_canvas.h"
#include "widgets/tokens.h"

#include <QPainter>
#include <QScrollBar>
#include <QTextLayout>

namespace skiff::widgets {

QColor DiffCanvas::lineColor(const QPalette& palette, bool added)
{
    const Tokens& t = tokens(palette);
    return blend(t.surface, added ? t.good : t.bad, t.dark ? 0.13 : 0.08);
}

QColor DiffCanvas::markColor(const QPalette& palette, bool added)
{
    const Tokens& t = tokens(palette);
    return blend(t.surface, added ? t.good : t.bad, t.dark ? 0.36 : 0.26);
}

bool DiffCanvas::isAdded(const DiffLines::Line& line, Side side) const
{
    return m_lines.unified() ? line.left < 0 : side == Side::Right;
}

void DiffCanvas::paintEvent(QPaintEvent* event)
{
    const Tokens& t = tokens(palette());
    QPainter painter(viewport());
    painter.setFont(font());
    painter.fillRect(event->rect(), t.surface);
    const int height = lineHeight();
    const std::vector<DiffLines::Line>& lines = m_lines.lines();
    int y = 0;
    for (int i = verticalScrollBar()->value(); i < int(lines.size()) && y < viewport()->height(); ++i, y += height) {
        if (lines[size_t(i)].closed > 0) {
            paintClosed(painter, lines[size_t(i)], y);
            continue;
        }
        if (!m_lines.unified())
            paintSide(painter, i, y, Side::Left);
        paintSide(painter, i, y, m_lines.unified() && lines[size_t(i)].right < 0 ? Side::Left : Side::Right);
        if (!m_lines.unified())
            painter.fillRect(sideRect(Side::Left).right() + 1, y, 1, height, t.line);
        if (m_change >= 0 && lines[size_t(i)].change == m_change)
            painter.fillRect(0, y, 3, height, t.accent);
    }
    if (hasFocus() && window()->testAttribute(Qt::WA_KeyboardFocusChange)) {
        painter.setPen(QPen(t.accent, metrics::FocusRing));
        painter.drawRect(viewport()->rect().adjusted(1, 1, -1, -1));
    }
}

void DiffCanvas::paintSide(QPainter& painter, int index, int y, Side side) const
{
    const Tokens& t = tokens(palette());
    const DiffLines::Line& line = m_lines.lines()[size_t(index)];
    const QRect rect(sideRect(side).left(), y, sideRect(side).width(), lineHeight());
    const QString* text = textOf(line, side);
    if (!text) {
        painter.fillRect(rect, t.window);
        return;
    }
    const bool differs = line.type != DiffViewRow::Type::Same;
    const bool added = isAdded(line, side);
    if (differs)
        painter.fillRect(rect, lineColor(palette(), added));
    painter.setPen(differs ? t.text : t.second);
    QRect number(rect.left(), y, numberWidth(), rect.height());
    for (const Side shown : {Side::Left, Side::Right}) {
        if (!m_lines.unified() && shown != side)
            continue;
        const int at = shown == Side::Left ? line.left : line.right;
        if (at >= 0)
            painter.drawText(number, Qt::AlignRight | Qt::AlignVCenter, QString::number(at + 1));
        number.translate(number.width(), 0);
    }
    const int signWidth = fontMetrics().horizontalAdvance(QLatin1Char('+'));
    if (differs) {
        // The sign says the same as the colour.
        painter.setPen(t.text);
        const QRect sign(rect.left() + textLeft() - signWidth - metrics::Gap, y, signWidth, rect.height());
        painter.drawText(sign, Qt::AlignCenter, added ? QStringLiteral("+") : QString(QChar(0x2212)));
    }
    painter.save();
    painter.setClipRect(rect.adjusted(textLeft(), 0, 0, 0));
    paintText(painter, index, y, side);
    painter.restore();
}

void DiffCanvas::paintText(QPainter& painter, int index, int y, Side side) const
{
    const Tokens& t = tokens(palette());
    const DiffLines::Line& line = m_lines.lines()[size_t(index)];
    const Piece piece = pieceOf(line, side);
    QTextLayout layout;
    layOut(layout, piece.text);
    const QTextLine textLine = layout.lineAt(0);
    const int size = int(piece.text.size());
    const QPointF origin(sideRect(side).left() + textLeft() - horizontalScrollBar()->value(), y + 1);
    const auto fill = [&](int from, int to, const QColor& color) {
        from = std::clamp(from - piece.offset, 0, size);
        to = std::clamp(to - piece.offset, 0, size);
        const qreal left = textLine.cursorToX(from);
        painter.fillRect(QRectF(origin.x() + left, y, textLine.cursorToX(to) - left, lineHeight()), color);
    };
    if (line.type != DiffViewRow::Type::Same && m_lines.rows()[size_t(line.row)].type == DiffViewRow::Type::Changed)
        for (const DiffMark& mark : marksOf(line, side))
            fill(mark.column, mark.column + mark.length, markColor(palette(), isAdded(line, side)));
    const auto [begin, end] = std::minmax(m_anchor, m_cursor);
    const bool ofSelection = m_lines.unified() || side == m_side;
    if (ofSelection && begin.line >= 0 && !(begin == end) && index >= begin.line && index <= end.line)
        fill(index == begin.line ? begin.column : 0, index == end.line ? end.column : piece.offset + size,
             palette().color(QPalette::Highlight));
    painter.setPen(t.text);
    layout.draw(&painter, origin);
}

void DiffCanvas::paintClosed(QPainter& painter, const DiffLines::Line& line, int y) const
{
    const Tokens& t = tokens(palette());
    const QRect rect(0, y, viewport()->width(), lineHeight());
    painter.fillRect(rect, t.window);
    painter.setPen(t.line);
    painter.drawLine(rect.topLeft(), rect.topRight());
    painter.drawLine(rect.bottomLeft(), rect.bottomRight());
    painter.setPen(t.second);
    painter.drawText(rect, Qt::AlignCenter, tr("⋯ %1 unchanged lines").arg(line.closed));
}

} // namespace skiff::widgets
