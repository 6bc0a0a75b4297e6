#pragma once

#include "app/model/logs/log_reader.h"
#include "cluster/base/clock.h"

#include <QByteArray>

#include <deque>
#include <functional>
#include <map>

namespace skiff::model::logs {

/// A line on its way: which container wrote it, when by the server's clock, and its raw bytes.
struct SourceLine
{
    int source = 0;
    LogTime time = 0;
    QByteArray text;
};

/// Puts the lines of many containers in the order of their times. A line waits until every open
/// container has shown a later one, but never longer than `window` and never when more than
/// `mostBytes` wait. A container keeps the order in which it wrote. One thread; time comes in.
class LogMerge
{
public:
    using Sink = std::function<void(SourceLine&& line)>;

    LogMerge(Duration window, size_t mostBytes) : m_window(window), m_mostBytes(mostBytes) {}

    /// From now on `source` is waited for: at first until its answer begins, at most `patience`.
    void open(int source, SteadyTime now, Duration patience);
    /// Its answer has begun: its history comes within the window, or there is none.
    void started(int source, SteadyTime now);
    /// Nothing more comes from it.
    void close(int source);
    void push(SourceLine&& line, SteadyTime now);

    /// Gives out all lines whose order is settled.
    void take(SteadyTime now, const Sink& sink);
    bool empty() const { return m_bytes == 0; }

private:
    struct Waiting
    {
        SourceLine line;
        LogTime key; ///< as line.time, but never before the line ahead
        SteadyTime arrived;
    };
    struct Source
    {
        std::deque<Waiting> lines;
        LogTime lastKey = 0;
        bool open = false;
        SteadyTime holdUntil{}; ///< all wait for its history until then
    };

    Source* next();
    bool settled(const Source& first, SteadyTime now) const;

    const Duration m_window;
    const size_t m_mostBytes;
    std::map<int, Source> m_sources;
    size_t m_bytes = 0;
};

} // namespace skiff::model::logs
