#pragma once

#include "widgets/log_view.h"

#include <deque>

namespace skiff::widgets {

/// Lines without colour or time, kept by the LogView itself. GUI thread.
class PlainLogRows final : public LogRows
{
public:
    /// Returns how many lines went at the front, so that no more than `most` stay.
    int append(const QStringList& lines, int most);
    void clear() { m_lines.clear(); }

    int count() const override { return int(m_lines.size()); }
    LogLine line(int row) const override { return {.text = m_lines[size_t(row)]}; }
    int columns(int row) const override { return int(m_lines[size_t(row)].size()); }
    bool found(int) const override { return false; }

private:
    std::deque<QString> m_lines;
};

} // namespace skiff::widgets
