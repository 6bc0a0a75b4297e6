#include "cluster/server/compaction.h"

#include "cluster/base/log.h"

namespace skiff::server {

namespace {

constexpr Duration period = std::chrono::minutes(5);

} // namespace

void Compaction::start()
{
    m_seen = m_store.revision();
    MutexLock lock(m_mutex);
    m_timer = m_executor.postAfter(period, [this] { run(); });
}

void Compaction::stop()
{
    MutexLock lock(m_mutex);
    m_stopped = true;
    m_timer.cancel();
}

void Compaction::run()
{
    if (m_seen > m_store.compacted())
        if (const Status status = m_store.compact(m_seen); !status.ok())
            log::warning("server", "compaction up to revision {}: {}", m_seen.value, status.error().message);
    m_seen = m_store.revision();
    MutexLock lock(m_mutex);
    if (!m_stopped)
        m_timer = m_executor.postAfter(period, [this] { run(); });
}

} // namespace skiff::server
