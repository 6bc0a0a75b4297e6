#pragma once

#include "app/model/logs/log_reader.h"
#include "app/model/logs/log_text.h"

#include <QByteArray>
#include <QString>

#include <cstdint>
#include <memory>
#include <vector>

namespace skiff::model::logs {

/// A thousand lines or so in one piece, as they are shown. Filled by the worker; once given out it
/// never changes and is shared with the GUI thread.
class LogChunk
{
public:
    explicit LogChunk(uint64_t firstNumber) : m_firstNumber(firstNumber) {}

    void append(int source, LogTime time, DecodedLine&& line);

    uint64_t firstNumber() const { return m_firstNumber; } ///< lines are numbered from 0 on, without gaps
    size_t count() const { return m_lines.size(); }
    size_t bytes() const
    {
        return size_t(m_text.size()) + m_lines.size() * sizeof(Line) + m_spans.size() * sizeof(LogSpan);
    }

    LogTime time(size_t index) const { return m_lines[index].time; }
    int source(size_t index) const { return m_lines[index].source; }
    QByteArrayView utf8(size_t index) const;
    QString text(size_t index) const { return QString::fromUtf8(utf8(index)); }
    std::vector<LogSpan> spans(size_t index) const;
    /// A JSON object by its looks: "{…}".
    bool looksLikeJson(size_t index) const;

private:
    struct Line
    {
        LogTime time;
        uint32_t begin;
        uint32_t spanBegin;
        int32_t source;
    };

    const uint64_t m_firstNumber;
    QByteArray m_text;
    std::vector<Line> m_lines;
    std::vector<LogSpan> m_spans;
};

/// One line of a chunk that others share, and whether the reader's search finds it.
struct LogRow
{
    std::shared_ptr<const LogChunk> chunk;
    uint32_t index = 0;
    bool found = false;

    uint64_t number() const { return chunk->firstNumber() + index; }
    LogTime time() const { return chunk->time(index); }
    int source() const { return chunk->source(index); }
    QString text() const { return chunk->text(index); }
};

} // namespace skiff::model::logs
