#pragma once

#include "cluster/base/executor.h"
#include "cluster/base/mutex.h"
#include "cluster/store/store.h"

namespace skiff::server {

/// Lets the store forget old revisions: every five minutes what was current five to ten minutes
/// ago stays, the rest goes. Nothing is done while nothing changes. start() and stop(): owner's thread.
class Compaction
{
public:
    Compaction(store::Store& store, Executor& executor) : m_store(store), m_executor(executor) {}
    void start();
    void stop();

private:
    void run();

    store::Store& m_store;
    Executor& m_executor;
    Mutex m_mutex;
    Timer m_timer SKIFF_GUARDED_BY(m_mutex);
    bool m_stopped SKIFF_GUARDED_BY(m_mutex) = false;
    store::Revision m_seen;       ///< where the store stood a period ago; the executor
};

} // namespace skiff::server
