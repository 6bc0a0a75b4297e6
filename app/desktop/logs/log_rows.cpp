#include "app/desktop/logs/log_rows.h"

#include <QDateTime>

#include <algorithm>

namespace skiff::desktop {

namespace {

constexpr int LongestShown = 8000; ///< characters of a line; all of it can be saved
constexpr int LongestName = 40;
constexpr int MostPlaces = 50;
constexpr int TimeColumns = 13;

/// The log's engine and the view know nothing of each other; here one's words become the other's.
/// Colours have one code in both: see AnsiColor and widgets::ansiColor().
widgets::LogFormat formatOf(const model::logs::LogSpan& span, int offset)
{
    using From = model::logs::AnsiStyle;
    using To = widgets::LogFormat;
    static_assert(int(From::Bold) == int(To::Bold) && int(From::Faint) == int(To::Faint) &&
                  int(From::Italic) == int(To::Italic) && int(From::Underline) == int(To::Underline) &&
                  int(From::Reverse) == int(To::Reverse) && int(From::Strike) == int(To::Strike));
    return {.begin = offset + int(span.begin),
            .length = int(span.length),
            .foreground = span.style.foreground,
            .background = span.style.background,
            .flags = span.style.flags};
}

} // namespace

void DocumentRows::setNames(const QHash<int, QString>& names)
{
    m_names = names;
    m_longestName = 0;
    for (QString& name : m_names) {
        if (name.size() > LongestName) // the end tells pods apart
            name = QStringLiteral("…") + name.right(LongestName - 1);
        m_longestName = std::max(m_longestName, int(name.size()));
    }
}

widgets::LogLine DocumentRows::line(int row) const
{
    const model::logs::LogRow& source = m_document.row(row);
    widgets::LogLine line;
    if (m_times && source.time() != 0)
        line.text = QDateTime::fromMSecsSinceEpoch(source.time() / 1'000'000).toString(QStringLiteral("HH:mm:ss.zzz "));
    if (m_longestName > 0) {
        line.text += m_names.value(source.source()).leftJustified(m_longestName + 1);
        line.captionTag = source.source();
    }
    line.captionLength = int(line.text.size());
    QString text = source.text();
    if (text.size() > LongestShown)
        text = text.left(LongestShown) + QStringLiteral(" … +%1").arg(text.size() - LongestShown);
    for (const model::logs::LogSpan& span : source.chunk->spans(source.index))
        line.formats.push_back(formatOf(span, line.captionLength));
    line.highlighted = m_highlight.places(text, MostPlaces);
    if (source.found)
        line.found = m_search.places(text, MostPlaces);
    for (auto* places : {&line.highlighted, &line.found})
        for (auto& place : *places)
            place.first += line.captionLength;
    line.text += text;
    return line;
}

int DocumentRows::columns(int row) const
{
    const model::logs::LogRow& source = m_document.row(row);
    return int(std::min<qsizetype>(source.chunk->utf8(source.index).size(), LongestShown)) +
           (m_times ? TimeColumns : 0) + (m_longestName > 0 ? m_longestName + 1 : 0);
}

} // namespace skiff::desktop
