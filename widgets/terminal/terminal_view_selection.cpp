// What is selected in a TerminalView.
#include "widgets/terminal/terminal_view.h"

#include <algorithm>

namespace skiff::widgets::terminal {

namespace {

bool isWordCell(const Cell& cell)
{
    const QString text = cell.text();
    return !text.isEmpty() &&
           (text[0].isLetterOrNumber() || text[0].isSurrogate() || QStringLiteral("_-./:~@%+=").contains(text[0]));
}

} // namespace

void TerminalView::clearSelection()
{
    if (m_anchor.line < 0)
        return;
    m_anchor = m_anchorEnd = m_cursor = {};
    viewport()->update();
}

/// From where it began to `place`, by the unit it began with.
void TerminalView::extendSelection(Place place)
{
    if (m_unit == Unit::Word || m_unit == Unit::WholeLine) {
        const auto whole = [this](Place at) -> std::pair<Place, Place> {
            const Line line =
                m_screen.line(std::clamp(int(at.line - int64_t(m_screen.dropped())), 0, m_screen.lineCount() - 1));
            const int count = int(line.size());
            if (m_unit == Unit::WholeLine)
                return {{at.line, 0}, {at.line, m_screen.columns()}};
            int begin = std::min(at.column, count);
            int end = begin;
            while (begin > 0 && isWordCell(line[size_t(begin - 1)]))
                --begin;
            while (end < count && isWordCell(line[size_t(end)]))
                ++end;
            return {{at.line, begin}, {at.line, end}};
        };
        const auto first = whole(std::min(m_anchor, m_anchorEnd));
        const auto last = whole(place);
        const bool forward = !(place < first.first);
        m_anchor = forward ? first.first : std::max(first.second, m_anchorEnd);
        m_anchorEnd = first.second;
        m_cursor = forward ? std::max(last.second, first.second) : last.first;
    } else {
        m_cursor = place;
    }
    viewport()->update();
}

/// The selected columns of a line, from begin to before end.
TerminalView::Selected TerminalView::selectedIn(int64_t line, int columns) const
{
    const auto [from, to] = std::minmax(m_anchor, m_cursor);
    if (from.line < 0 || line < from.line || line > to.line || m_anchor == m_cursor)
        return {};
    if (m_unit == Unit::Block)
        return {std::min(m_anchor.column, m_cursor.column), std::max(m_anchor.column, m_cursor.column)};
    return {line == from.line ? from.column : 0, line == to.line ? to.column : columns};
}

QString TerminalView::selectedText() const
{
    const auto [from, to] = std::minmax(m_anchor, m_cursor);
    if (from.line < 0 || m_anchor == m_cursor)
        return {};
    QStringList lines;
    for (int64_t absolute = from.line; absolute <= to.line; ++absolute) {
        const int number = int(absolute - int64_t(m_screen.dropped()));
        if (number < 0 || number >= m_screen.lineCount())
            continue;
        const Line line = m_screen.line(number);
        const Selected selected = selectedIn(absolute, std::max(m_screen.columns(), int(line.size())));
        QString text;
        for (int column = selected.begin; column < std::min(selected.end, int(line.size())); ++column)
            text += line[size_t(column)].text();
        while (text.endsWith(QLatin1Char(' ')))
            text.chop(1);
        lines << text;
    }
    return lines.join(QLatin1Char('\n'));
}

} // namespace skiff::widgets::terminal
