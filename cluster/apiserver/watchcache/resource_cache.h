#pragma once

#include "cluster/apiserver/watchcache/watcher.h"

#include <atomic>
#include <deque>
#include <map>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

namespace skiff::apiserver {

/// The objects of a resource at one revision, in order of keys.
struct Snapshot
{
    std::vector<ObjectPtr> objects;
    store::Revision revision;      ///< where a watch that follows may start
};

/// The present objects of one stored resource and its last changes, both in order.
///
/// Owned by WatchCache. Reading: any thread. What says so belongs to the cache's thread.
class ResourceCache
{
public:
    /// `prefix` ends with '/'; `resource` is the storage version, which says what is indexed.
    ResourceCache(const api::Resource& resource, std::string prefix);

    const api::Resource& resource() const { return m_resource; }
    const std::string& prefix() const { return m_prefix; }

    ObjectPtr find(std::string_view key) const;
    /// The objects whose keys start with `keyPrefix`.
    Snapshot list(std::string_view keyPrefix) const;
    /// What list() would have said at `revision`, from behind the key `after` on; nothing when this
    /// resource has changed since.
    std::optional<Snapshot> listAt(store::Revision revision, std::string_view keyPrefix, std::string_view after) const;
    size_t size() const;

    /// What the objects' larger views may take together with those of other caches. Set before other threads see it.
    const std::shared_ptr<KeptBytes>& keptBytes() const { return m_keptBytes; }
    void share(std::shared_ptr<KeptBytes> bytes) { m_keptBytes = std::move(bytes); }

    // The cache's thread:
    void load(std::vector<ObjectPtr> objects, store::Revision revision);
    /// Takes over a change; nullptr when its bytes cannot be read (logged, the old state stays).
    EventPtr apply(const store::Event& event);
    /// Publishes that nothing up to `revision` is missing.
    void advance(store::Revision revision);
    /// The changes after `revision`; false when they are no longer known.
    bool eventsAfter(store::Revision revision, std::vector<EventPtr>& events) const;
    store::Revision oldest() const { return m_oldest; }
    /// No change comes here any more: another cache has taken its place, or the resource is gone.
    void detach() { m_detached = true; }
    bool isDetached() const { return m_detached; }
    void addWatcher(std::shared_ptr<Watcher> watcher) { m_watchers.push_back(std::move(watcher)); }
    std::vector<std::shared_ptr<Watcher>>& watchers() { return m_watchers; }

private:
    void remember(EventPtr event);

    const api::Resource& m_resource;
    const std::string m_prefix;
    std::shared_ptr<KeptBytes> m_keptBytes = std::make_shared<KeptBytes>(0);

    mutable std::shared_mutex m_mutex;
    std::map<std::string_view, ObjectPtr> m_objects;   ///< guarded by m_mutex; keys are the objects' own
    store::Revision m_revision;                        ///< guarded by m_mutex
    store::Revision m_lastChange;                      ///< guarded by m_mutex; what is before it is not here any more

    std::deque<EventPtr> m_history;                    ///< the cache's thread
    store::Revision m_oldest;                          ///< changes after this one are all in m_history
    std::vector<std::shared_ptr<Watcher>> m_watchers;
    bool m_detached = false;                           ///< the cache's thread
};

} // namespace skiff::apiserver
