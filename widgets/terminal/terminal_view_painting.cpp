// How a TerminalView paints its screen.
#include "widgets/ansi_palette.h"
#include "widgets/marked_scroll_bar.h"
#include "widgets/terminal/terminal_view.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace skiff::widgets::terminal {

namespace {

constexpr int Padding = 6;

bool sameLook(const Cell& a, const Cell& b)
{
    constexpr uint16_t Shape = Cell::Wide | Cell::WideRest;
    return a.foreground == b.foreground && a.background == b.background && (a.flags & ~Shape) == (b.flags & ~Shape) &&
           a.link == b.link;
}

/// A cell that can be drawn together with its neighbours: the font gives it exactly one cell.
bool isPlainCell(const Cell& cell)
{
    return cell.character < 0x7F && cell.marks[0] == 0;
}

} // namespace

std::vector<bool> TerminalView::foundIn(int number, int columns) const
{
    std::vector<bool> found(size_t(columns), false);
    if (m_search.isEmpty())
        return found;
    // Wide characters take two columns but one place in the text.
    const Line line = m_screen.line(number);
    QString text;
    std::vector<int> columnOf;
    for (int column = 0; column < int(line.size()); ++column) {
        const QString part = line[size_t(column)].text();
        columnOf.insert(columnOf.end(), size_t(part.size()), column);
        text += part;
    }
    for (qsizetype at = text.indexOf(m_search, 0, Qt::CaseInsensitive); at >= 0;
         at = text.indexOf(m_search, at + m_search.size(), Qt::CaseInsensitive))
        for (qsizetype i = at; i < at + m_search.size() && columnOf[size_t(i)] < columns; ++i)
            found[size_t(columnOf[size_t(i)])] = true;
    return found;
}

void TerminalView::paintEvent(QPaintEvent*)
{
    const Tokens& t = tokens(palette());
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), m_flash.isActive() ? blend(t.surface, t.text, 0.12) : t.surface);
    painter.setFont(font());
    const int first = m_bar->value();
    for (int row = 0; row < m_screen.rows() && first + row < m_screen.lineCount(); ++row)
        paintLine(painter, first + row, Padding + row * m_cellHeight);
    paintCursor(painter);
}

void TerminalView::paintLine(QPainter& painter, int number, int y)
{
    Line line = m_screen.line(number);
    const int columns = m_screen.columns();
    line.resize(size_t(columns)); // of the scrollback: as wide as the screen is now
    const int64_t absolute = number + int64_t(m_screen.dropped());
    const Selected selected = selectedIn(absolute, columns);
    const std::vector<bool> found = foundIn(number, columns);
    const auto isSelected = [&selected](int column) {
        return column >= selected.begin && column < selected.end;
    };
    int begin = 0;
    while (begin < columns) {
        int end = begin + 1;
        const Cell& cell = line[size_t(begin)];
        if (cell.flags & Cell::Wide)
            end = std::min(columns, begin + 2);
        else if (isPlainCell(cell))
            while (end < columns && isPlainCell(line[size_t(end)]) &&
                   !(line[size_t(end)].flags & (Cell::Wide | Cell::WideRest)) && sameLook(cell, line[size_t(end)]) &&
                   isSelected(end) == isSelected(begin) && found[size_t(end)] == found[size_t(begin)])
                ++end;
        paintRun(painter, line, begin, end, y, isSelected(begin), found[size_t(begin)]);
        begin = end;
    }
    if (m_hoverLink.line == absolute && m_hoverEnd > m_hoverLink.column) {
        painter.setPen(tokens(palette()).accent);
        const int under = y + m_ascent + 2;
        painter.drawLine(QPointF(Padding + m_hoverLink.column * m_cellWidth, under),
                         QPointF(Padding + m_hoverEnd * m_cellWidth, under));
    }
}

void TerminalView::paintRun(QPainter& painter, const Line& line, int begin, int end, int y, bool selected, bool found)
{
    const Tokens& t = tokens(palette());
    const Cell& cell = line[size_t(begin)];
    QColor foreground = ansiColor(cell.foreground, t, t.text);
    QColor background = ansiColor(cell.background, t, t.surface);
    const bool hasBackground = cell.background != 0 || cell.flags & Cell::Reverse;
    if (cell.flags & Cell::Reverse)
        std::swap(foreground, background);
    const double left = Padding + begin * m_cellWidth;
    const QRectF box(std::floor(left), y, std::ceil(left + (end - begin) * m_cellWidth) - std::floor(left),
                     m_cellHeight);
    if (selected)
        background = palette().color(QPalette::Highlight);
    else if (found)
        background = blend(t.surface, t.warning, t.dark ? 0.5 : 0.35);
    if (hasBackground || selected || found)
        painter.fillRect(box, background);
    painter.setPen(readableOn(foreground, background, t));
    QString text;
    for (int column = begin; column < end; ++column)
        text += line[size_t(column)].text();
    const bool blank = std::all_of(text.begin(), text.end(), [](QChar c) { return c == QLatin1Char(' '); });
    if (!blank) {
        const bool styled = cell.flags & (Cell::Bold | Cell::Italic);
        if (styled) {
            QFont changed = font();
            changed.setBold(cell.flags & Cell::Bold);
            changed.setItalic(cell.flags & Cell::Italic);
            painter.setFont(changed);
        }
        if (isPlainCell(cell)) {
            painter.drawText(QPointF(left, y + m_ascent), text);
        } else { // another font may draw it: it must not push its neighbours
            painter.save();
            painter.setClipRect(box);
            const double wide = painter.fontMetrics().horizontalAdvance(text);
            painter.drawText(QPointF(left + std::max(0.0, (box.width() - wide) / 2), y + m_ascent), text);
            painter.restore();
        }
        if (styled)
            painter.setFont(font());
    }
    if (cell.flags & Cell::Underline || cell.link != 0)
        painter.drawLine(QPointF(box.left(), y + m_ascent + 2), QPointF(box.right() - 1, y + m_ascent + 2));
    if (cell.flags & Cell::DoubleUnderline)
        painter.drawLine(QPointF(box.left(), y + m_ascent + 4), QPointF(box.right() - 1, y + m_ascent + 4));
    if (cell.flags & Cell::Strike)
        painter.drawLine(QPointF(box.left(), y + m_cellHeight / 2), QPointF(box.right() - 1, y + m_cellHeight / 2));
}

void TerminalView::paintCursor(QPainter& painter)
{
    const int row = m_screen.cursorLine() - m_bar->value();
    if (!m_screen.cursorVisible() || m_readOnly || row < 0 || row >= m_screen.rows())
        return;
    const Tokens& t = tokens(palette());
    const int y = Padding + row * m_cellHeight;
    const Line line = m_screen.line(m_screen.cursorLine());
    const auto column = size_t(std::clamp(m_screen.cursorColumn(), 0, m_screen.columns() - 1));
    const double wide = line[column].flags & Cell::Wide ? 2 * m_cellWidth : m_cellWidth;
    const QRectF box(Padding + double(column) * m_cellWidth, y, wide, m_cellHeight);
    if (!m_preedit.isEmpty()) {
        const QRectF room(box.left(), y, painter.fontMetrics().horizontalAdvance(m_preedit), m_cellHeight);
        painter.fillRect(room, palette().color(QPalette::Highlight));
        painter.setPen(t.text);
        painter.drawText(QPointF(box.left(), y + m_ascent), m_preedit);
        painter.drawLine(room.bottomLeft(), room.bottomRight());
        return;
    }
    if (!hasFocus()) {
        painter.setPen(t.accent);
        painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5));
        return;
    }
    if (!m_blinkOn)
        return;
    switch (m_screen.cursorShape()) {
    case CursorShape::Bar:
        painter.fillRect(QRectF(box.left(), y, 2, m_cellHeight), t.accent);
        break;
    case CursorShape::Underline:
        painter.fillRect(QRectF(box.left(), y + m_cellHeight - 2, wide, 2), t.accent);
        break;
    case CursorShape::Block:
        painter.fillRect(box, t.accent);
        painter.setPen(t.accentText);
        painter.drawText(QPointF(box.left(), y + m_ascent), line[column].text());
        break;
    }
}

} // namespace skiff::widgets::terminal
