#include "cluster/store/sqlite/watches.h"

#include <algorithm>

namespace skiff::store::sqlite {

namespace {

/// Events that one watch is given in one step of catching up.
constexpr size_t historyPiece = 500;

} // namespace

bool WatchState::give(const std::vector<Event>& events, Revision progress)
{
    const std::lock_guard lock(m_mutex);
    if (m_over)
        return false;
    if (progress > m_position) {
        m_position = progress;
        m_calling = true;
        m_sink.onEvents(events, progress);
        m_calling = false;
    }
    return !m_over;
}

void WatchState::end(Error error)
{
    const std::lock_guard lock(m_mutex);
    if (m_over)
        return;
    m_over = true;
    m_calling = true;
    if (m_sink.onEnd)
        m_sink.onEnd(std::move(error));
    m_calling = false;
}

void WatchState::stop()
{
    const std::lock_guard lock(m_mutex);
    m_over = true;
    // What the callbacks hold is let go now, not when the store next looks at this watch.
    if (!m_calling)
        m_sink = {};
}

bool WatchState::over() const
{
    const std::lock_guard lock(m_mutex);
    return m_over;
}

void Watches::publish(const std::vector<Event>& events, Revision progress)
{
    std::vector<Event> mine;
    const auto deliver = [&](const std::shared_ptr<WatchState>& watch) {
        mine.clear();
        for (const Event& event : events) {
            if (event.entry.revision > watch->position() && event.entry.key.starts_with(watch->prefix()))
                mine.push_back(event);
        }
        return !watch->give(mine, progress);
    };
    m_live.erase(std::remove_if(m_live.begin(), m_live.end(), deliver), m_live.end());
}

void Watches::catchUp(LogTable& log, Revision visible, const std::function<bool(Revision)>& expired)
{
    const auto step = [&](const std::shared_ptr<WatchState>& watch) {
        if (watch->over())
            return true;
        if (expired(watch->position())) {
            watch->end({ErrorCode::Expired, "store: the watch is behind what is compacted"});
            return true;
        }
        if (watch->position() < visible) {
            auto events = log.history(watch->prefix(), watch->position(), visible, historyPiece);
            if (!events.ok()) {
                watch->end(std::move(events).error());
                return true;
            }
            const bool through = events->size() < historyPiece;
            if (!watch->give(*events, through ? visible : events->back().entry.revision))
                return true;
            if (!through)
                return false;
        }
        m_live.push_back(watch);
        return true;
    };
    m_catchingUp.erase(std::remove_if(m_catchingUp.begin(), m_catchingUp.end(), step), m_catchingUp.end());
}

void Watches::endCatchingUp(const Error& error)
{
    for (const auto& watch : m_catchingUp)
        watch->end(error);
    m_catchingUp.clear();
}

void Watches::endAll(const Error& error)
{
    endCatchingUp(error);
    for (const auto& watch : m_live)
        watch->end(error);
    m_live.clear();
}

} // namespace skiff::store::sqlite
