#include "app/model/logs/log_merge.h"

#include <algorithm>

namespace skiff::model::logs {

namespace {

constexpr size_t LineOverhead = 64; ///< what a waiting line costs beside its text

size_t costOf(const SourceLine& line)
{
    return size_t(line.text.size()) + LineOverhead;
}

} // namespace

void LogMerge::open(int source, SteadyTime now, Duration patience)
{
    Source& s = m_sources[source];
    s.open = true;
    s.holdUntil = now + patience;
}

void LogMerge::started(int source, SteadyTime now)
{
    if (const auto it = m_sources.find(source); it != m_sources.end())
        it->second.holdUntil = std::min(it->second.holdUntil, now + m_window);
}

void LogMerge::close(int source)
{
    const auto it = m_sources.find(source);
    if (it == m_sources.end())
        return;
    it->second.open = false;
    if (it->second.lines.empty())
        m_sources.erase(it);
}

void LogMerge::push(SourceLine&& line, SteadyTime now)
{
    Source& source = m_sources[line.source];
    m_bytes += costOf(line);
    source.lastKey = std::max(source.lastKey, line.time);
    source.lines.push_back({std::move(line), source.lastKey, now});
}

LogMerge::Source* LogMerge::next()
{
    Source* first = nullptr;
    for (auto& [id, source] : m_sources)
        if (!source.lines.empty() && (!first || source.lines.front().key < first->lines.front().key))
            first = &source;
    return first;
}

bool LogMerge::settled(const Source& first, SteadyTime now) const
{
    if (m_bytes > m_mostBytes)
        return true;
    const bool late = now - first.lines.front().arrived >= m_window;
    return std::all_of(m_sources.begin(), m_sources.end(), [&](const auto& entry) {
        const Source& source = entry.second;
        return !source.open || !source.lines.empty() || (late && now >= source.holdUntil);
    });
}

void LogMerge::take(SteadyTime now, const Sink& sink)
{
    for (Source* first = next(); first && settled(*first, now); first = next()) {
        m_bytes -= costOf(first->lines.front().line);
        SourceLine line = std::move(first->lines.front().line);
        first->lines.pop_front();
        sink(std::move(line));
    }
    std::erase_if(m_sources, [](const auto& entry) { return !entry.second.open && entry.second.lines.empty(); });
}

} // namespace skiff::model::logs
