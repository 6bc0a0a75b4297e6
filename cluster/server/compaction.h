#pragma once

#include "cluster/store/store.h"

namespace skiff::server {

/// Lets the store forget old revisions: with each run what was current at the last one stays, the
/// rest goes. Nothing is done while nothing changes. One thread.
class Compaction
{
public:
    explicit Compaction(store::Store& store) : m_store(store), m_seen(store.revision()) {}
    void run();

private:
    store::Store& m_store;
    store::Revision m_seen; ///< where the store stood at the last run
};

} // namespace skiff::server
