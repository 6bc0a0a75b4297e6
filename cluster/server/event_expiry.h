#pragma once

#include "cluster/apiserver/watchcache/resource_cache.h"
#include "cluster/base/clock.h"
#include "cluster/store/store.h"

namespace skiff::server {

/// Forgets Events an hour after they were last seen, as every Kubernetes does: what happened is news,
/// not state. One thread; the deletions are the store's to finish.
class EventExpiry
{
public:
    /// `events` caches the stored version of Events (v1).
    EventExpiry(const apiserver::ResourceCache& events, store::Store& store, const Clock& clock)
        : m_events(events), m_store(store), m_clock(clock)
    {}
    void run();

private:
    const apiserver::ResourceCache& m_events;
    store::Store& m_store;
    const Clock& m_clock;
};

} // namespace skiff::server
