#include "app/model/logs/log_reader.h"

#include "cluster/base/clock.h"

#include <algorithm>
#include <cstring>

namespace skiff::model::logs {

LogTime parseLogTime(QByteArrayView text)
{
    WallTime time;
    if (text.size() < 20 || text.size() > 40 || !parseTime({text.data(), size_t(text.size())}, time))
        return 0;
    return time.time_since_epoch().count();
}

void LogReader::feed(QByteArrayView bytes, const Sink& sink)
{
    while (!bytes.isEmpty()) {
        const auto* end = static_cast<const char*>(std::memchr(bytes.data(), '\n', size_t(bytes.size())));
        const qsizetype length = end ? end - bytes.data() : bytes.size();
        if (end && m_rest.isEmpty()) {
            line(bytes.first(length), sink);
        } else {
            m_rest.append(bytes.first(length));
            if (end)
                line(std::exchange(m_rest, {}), sink);
        }
        bytes = bytes.sliced(end ? length + 1 : length);
        if (end)
            m_inLongLine = m_dropping = false;
        if (m_rest.size() >= LongestLine) {
            line(std::exchange(m_rest, {}), sink);
            m_inLongLine = true;
        }
    }
}

namespace {

void giveInPieces(LogTime time, QByteArrayView text, const LogReader::Sink& sink)
{
    for (qsizetype at = 0; at == 0 || at < text.size(); at += LogReader::LongestLine)
        sink(time, text.sliced(at, std::min(LogReader::LongestLine, text.size() - at)));
}

} // namespace

void LogReader::line(QByteArrayView whole, const Sink& sink)
{
    if (m_inLongLine) {
        if (!m_dropping && !whole.isEmpty())
            giveInPieces(m_lastTime, whole, sink);
        return;
    }
    const qsizetype space = whole.indexOf(' ');
    const LogTime time = parseLogTime(space > 0 ? whole.first(space) : whole);
    // A line without a time (some runtimes) keeps the one before's place.
    const QByteArrayView text = time == 0 ? whole : space > 0 ? whole.sliced(space + 1) : QByteArrayView();
    if (time != 0 && repeated(time)) {
        m_dropping = true;
        return;
    }
    if (time > m_lastTime) {
        m_lastTime = time;
        m_linesAtLastTime = 0;
    }
    if (time == m_lastTime)
        ++m_linesAtLastTime;
    giveInPieces(time == 0 ? m_lastTime : time, text, sink);
}

bool LogReader::repeated(LogTime time)
{
    if (!m_resuming)
        return false;
    if (time < m_lastTime)
        return true;
    if (time == m_lastTime && m_skip > 0) {
        --m_skip;
        return true;
    }
    m_resuming = false;
    return false;
}

void LogReader::resume()
{
    m_rest.clear();
    m_inLongLine = m_dropping = false;
    m_resuming = m_lastTime != 0;
    m_skip = m_linesAtLastTime;
}

void LogReader::finish(const Sink& sink)
{
    if (!m_rest.isEmpty())
        line(std::exchange(m_rest, {}), sink);
    m_inLongLine = m_dropping = false;
}

} // namespace skiff::model::logs
