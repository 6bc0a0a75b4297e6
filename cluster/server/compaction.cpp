#include "cluster/server/compaction.h"

#include "cluster/base/log.h"

namespace skiff::server {

void Compaction::run()
{
    if (m_seen > m_store.compacted())
        if (const Status status = m_store.compact(m_seen); !status.ok())
            log::warning("server", "compaction up to revision {}: {}", m_seen.value, status.error().message);
    m_seen = m_store.revision();
}

} // namespace skiff::server
