#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <cstdint>
#include <functional>

namespace skiff::model::logs {

/// Nanoseconds since 1970, UTC; 0: not known.
using LogTime = int64_t;

/// Reads "2026-01-01T00:00:01.5Z"; 0 when it is no time.
LogTime parseLogTime(QByteArrayView text);

/// Cuts the bytes of one container's log (asked for with timestamps) into dated lines, whatever the
/// pieces in which they come. After an interruption the server sends again what lies at the same
/// time or, since it may round times down, a little before: the reader drops exactly the lines it
/// has given out already. One thread.
class LogReader
{
public:
    using Sink = std::function<void(LogTime time, QByteArrayView line)>;

    /// Longer lines are given out in pieces, so that one endless line takes no endless memory.
    static constexpr qsizetype LongestLine = 64 * 1024;

    void feed(QByteArrayView bytes, const Sink& sink);
    /// The stream broke off and a new one begins at lastTime().
    void resume();
    /// The log has ended: what stands without an end of line is a line too.
    void finish(const Sink& sink);

    LogTime lastTime() const { return m_lastTime; }

private:
    void line(QByteArrayView whole, const Sink& sink);
    bool repeated(LogTime time);

    QByteArray m_rest;
    LogTime m_lastTime = 0;
    int m_linesAtLastTime = 0;
    bool m_inLongLine = false; ///< m_rest goes on a line that was given out in part
    bool m_dropping = false;   ///< the rest of a long line that was repeated
    bool m_resuming = false;
    int m_skip = 0; ///< lines at m_lastTime still to be dropped
};

} // namespace skiff::model::logs
