// How a LogView lays out and paints its lines.
#include "widgets/ansi_palette.h"
#include "widgets/log_view.h"
#include "widgets/tokens.h"

#include <QPainter>
#include <QScrollBar>
#include <QTextLayout>

#include <algorithm>
#include <array>

namespace skiff::widgets {

namespace {

constexpr int Padding = 12;
constexpr int TopPadding = 6;

/// A colour for each writer, told apart in both themes.
QColor tagColor(int tag, const Tokens& t)
{
    const std::array<QColor, 6> colors{t.accent, t.good, t.warning, t.busy, ansiColor(0x01000005, t, t.text), t.second};
    return colors[size_t(tag) % colors.size()];
}

QTextLayout::FormatRange range(int begin, int length)
{
    QTextLayout::FormatRange range;
    range.start = begin;
    range.length = length;
    return range;
}

QTextLayout::FormatRange styled(const LogFormat& format, const Tokens& t)
{
    QTextLayout::FormatRange out = range(format.begin, format.length);
    QColor background = ansiColor(format.background, t, t.surface);
    QColor foreground = ansiColor(format.foreground, t, t.text);
    if (format.flags & LogFormat::Reverse)
        std::swap(foreground, background);
    if (format.flags & LogFormat::Faint)
        foreground = blend(foreground, background, 0.35);
    out.format.setForeground(readableOn(foreground, background, t));
    if (background != t.surface)
        out.format.setBackground(background);
    if (format.flags & LogFormat::Bold)
        out.format.setFontWeight(QFont::Bold);
    out.format.setFontItalic(format.flags & LogFormat::Italic);
    out.format.setFontUnderline(format.flags & LogFormat::Underline);
    out.format.setFontStrikeOut(format.flags & LogFormat::Strike);
    return out;
}

} // namespace

void LogView::layOut(QTextLayout& layout, const LogLine& line) const
{
    const Tokens& t = tokens(palette());
    layout.setFont(font());
    layout.setText(line.text);
    layout.setCacheEnabled(true);
    QTextOption option;
    option.setWrapMode(m_wrap ? QTextOption::WrapAtWordBoundaryOrAnywhere : QTextOption::NoWrap);
    option.setTextDirection(Qt::LeftToRight);
    layout.setTextOption(option);
    QList<QTextLayout::FormatRange> formats;
    if (line.captionLength > 0) {
        QTextLayout::FormatRange caption = range(0, line.captionLength);
        caption.format.setForeground(line.captionTag >= 0 ? tagColor(line.captionTag, t) : t.second);
        formats.append(caption);
    }
    for (const LogFormat& format : line.formats)
        formats.append(styled(format, t));
    for (const auto& [begin, length] : line.highlighted) {
        QTextLayout::FormatRange mark = range(begin, length);
        mark.format.setBackground(blend(t.surface, t.accent, t.dark ? 0.35 : 0.2));
        formats.append(mark);
    }
    for (const auto& [begin, length] : line.found) {
        QTextLayout::FormatRange mark = range(begin, length);
        mark.format.setBackground(blend(t.surface, t.warning, t.dark ? 0.5 : 0.35));
        mark.format.setForeground(t.text);
        formats.append(mark);
    }
    layout.setFormats(formats);
    layout.beginLayout();
    qreal y = 0;
    for (QTextLine part = layout.createLine(); part.isValid(); part = layout.createLine()) {
        part.setLineWidth(m_wrap ? std::max(60, viewport()->width() - 2 * Padding) : 1e6);
        part.setPosition({0, y});
        y += lineHeight();
    }
    layout.endLayout();
}

void LogView::paintLine(QPainter& painter, int row, int y, const QTextLayout& layout, const LogLine& line) const
{
    const auto [from, to] = std::minmax(m_anchor, m_cursor);
    QList<QTextLayout::FormatRange> selection;
    if (from.row >= 0 && row >= from.row && row <= to.row) {
        const int begin = row == from.row ? from.column : 0;
        const int end = row == to.row ? to.column : int(line.text.size());
        QTextLayout::FormatRange selected = range(begin, end - begin);
        selected.format.setBackground(palette().color(QPalette::Highlight));
        selection.append(selected);
        if (end == begin && row != to.row) // an empty line inside of a selection is seen, too
            painter.fillRect(Padding, y, 4, lineHeight(), palette().color(QPalette::Highlight));
    }
    layout.draw(&painter, QPointF(Padding - horizontalScrollBar()->value(), y + 1), selection);
}

void LogView::paintEvent(QPaintEvent*)
{
    const Tokens& t = tokens(palette());
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), t.surface);
    painter.setPen(t.text);
    int y = TopPadding - m_topOffset;
    for (int row = m_top; row < m_rows->count() && y < viewport()->height(); ++row) {
        const LogLine line = m_rows->line(row);
        QTextLayout layout;
        layOut(layout, line);
        paintLine(painter, row, y, layout, line);
        y += layout.lineCount() * lineHeight();
    }
}

LogView::Place LogView::placeAt(const QPoint& position) const
{
    int y = TopPadding - m_topOffset;
    if (position.y() < y && m_top > 0)
        return {m_top - 1, 0};
    for (int row = m_top; row < m_rows->count(); ++row) {
        const LogLine line = m_rows->line(row);
        QTextLayout layout;
        layOut(layout, line);
        const int height = layout.lineCount() * lineHeight();
        if (position.y() < y + height || row == m_rows->count() - 1) {
            const int part = std::clamp((position.y() - y) / lineHeight(), 0, layout.lineCount() - 1);
            return {row, layout.lineAt(part).xToCursor(position.x() - Padding + horizontalScrollBar()->value())};
        }
        y += height;
        if (y > viewport()->height() + lineHeight())
            return {row, int(line.text.size())};
    }
    return {};
}

} // namespace skiff::widgets
