#include "app/model/logs/log_chunk.h"

namespace skiff::model::logs {

void LogChunk::append(int source, LogTime time, DecodedLine&& line)
{
    m_lines.push_back({time, uint32_t(m_text.size()), uint32_t(m_spans.size()), source});
    m_text.append(line.text);
    m_spans.insert(m_spans.end(), line.spans.begin(), line.spans.end());
}

QByteArrayView LogChunk::utf8(size_t index) const
{
    const qsizetype begin = m_lines[index].begin;
    const qsizetype end = index + 1 < m_lines.size() ? m_lines[index + 1].begin : m_text.size();
    return QByteArrayView(m_text).sliced(begin, end - begin);
}

std::vector<LogSpan> LogChunk::spans(size_t index) const
{
    const size_t begin = m_lines[index].spanBegin;
    const size_t end = index + 1 < m_lines.size() ? m_lines[index + 1].spanBegin : m_spans.size();
    return {m_spans.begin() + ptrdiff_t(begin), m_spans.begin() + ptrdiff_t(end)};
}

bool LogChunk::looksLikeJson(size_t index) const
{
    const QByteArrayView line = utf8(index);
    return line.size() >= 2 && line.front() == '{' && line.back() == '}';
}

} // namespace skiff::model::logs
