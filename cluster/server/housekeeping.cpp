#include "cluster/server/housekeeping.h"

namespace skiff::server {

namespace {

constexpr Duration period = std::chrono::minutes(5);

} // namespace

void Housekeeping::start()
{
    MutexLock lock(m_mutex);
    m_timer = m_executor.postAfter(period, [this] { run(); });
}

void Housekeeping::stop()
{
    MutexLock lock(m_mutex);
    m_stopped = true;
    m_timer.cancel();
}

void Housekeeping::run()
{
    for (const auto& chore : m_chores)
        chore();
    MutexLock lock(m_mutex);
    if (!m_stopped)
        m_timer = m_executor.postAfter(period, [this] { run(); });
}

} // namespace skiff::server
