#include "widgets/editor/diff_lines.h"

#include <algorithm>

namespace skiff::widgets {

void DiffLines::setRows(std::vector<DiffViewRow> rows)
{
    m_rows = std::move(rows);
    m_opened.clear();
    m_allOpen = false;
    build();
}

void DiffLines::setUnified(bool unified)
{
    m_unified = unified;
    build();
}

void DiffLines::open(int row)
{
    m_opened.push_back(row);
    build();
}

void DiffLines::setAllOpen(bool open)
{
    m_allOpen = open;
    m_opened.clear();
    build();
}

int DiffLines::lineOfChange(int change) const
{
    const auto line =
        std::find_if(m_lines.begin(), m_lines.end(), [change](const Line& l) { return l.change == change; });
    return line == m_lines.end() ? -1 : int(line - m_lines.begin());
}

void DiffLines::build()
{
    m_lines.clear();
    m_changes = 0;
    m_anyClosed = false;
    const int count = int(m_rows.size());
    for (int begin = 0; begin < count;) {
        const bool same = m_rows[size_t(begin)].type == DiffViewRow::Type::Same;
        int end = begin;
        while (end < count && (m_rows[size_t(end)].type == DiffViewRow::Type::Same) == same)
            ++end;
        if (same)
            addSame(begin, end);
        else
            addChanged(begin, end);
        begin = end;
    }
}

void DiffLines::addSame(int begin, int end)
{
    const int closedFrom = begin == 0 ? 0 : begin + Context;
    const int closedTo = end == int(m_rows.size()) ? end : end - Context;
    const bool close = closedTo - closedFrom >= LeastClosed && !m_allOpen &&
                       std::find(m_opened.begin(), m_opened.end(), closedFrom) == m_opened.end();
    for (int i = begin; i < end; ++i) {
        const DiffViewRow& row = m_rows[size_t(i)];
        if (close && i == closedFrom) {
            m_lines.push_back({.row = i, .closed = closedTo - closedFrom});
            m_anyClosed = true;
            i = closedTo - 1;
            continue;
        }
        m_lines.push_back({.row = i, .left = row.left, .right = row.right});
    }
}

void DiffLines::addChanged(int begin, int end)
{
    const int change = m_changes++;
    for (int i = begin; i < end; ++i) {
        const DiffViewRow& row = m_rows[size_t(i)];
        if (!m_unified)
            m_lines.push_back({.type = row.type, .row = i, .left = row.left, .right = row.right, .change = change});
        else if (row.left >= 0)
            m_lines.push_back({.type = DiffViewRow::Type::Removed, .row = i, .left = row.left, .change = change});
    }
    for (int i = begin; m_unified && i < end; ++i)
        if (const DiffViewRow& row = m_rows[size_t(i)]; row.right >= 0)
            m_lines.push_back({.type = DiffViewRow::Type::Added, .row = i, .right = row.right, .change = change});
}

} // namespace skiff::widgets
