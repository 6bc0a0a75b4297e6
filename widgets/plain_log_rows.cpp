#include "widgets/plain_log_rows.h"

#include <algorithm>

namespace skiff::widgets {

namespace {

constexpr qsizetype LongestShown = 4000;

/// Control characters must not disturb the layout; tabs become spaces.
QString printable(const QString& line)
{
    QString clean = line.left(LongestShown);
    for (QChar& c : clean)
        if (c == QLatin1Char('\t'))
            c = QLatin1Char(' ');
        else if (c.unicode() < 0x20 || c.unicode() == 0x7F)
            c = QChar(0x00B7);
    return clean;
}

} // namespace

int PlainLogRows::append(const QStringList& lines, int most)
{
    for (const QString& line : lines)
        m_lines.push_back(printable(line));
    const int extra = std::max(0, count() - most);
    m_lines.erase(m_lines.begin(), m_lines.begin() + extra);
    return extra;
}

} // namespace skiff::widgets
