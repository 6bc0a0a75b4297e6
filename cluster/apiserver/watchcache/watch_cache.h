#pragma once

#include "cluster/apiserver/watchcache/resource_cache.h"
#include "cluster/base/executor.h"
#include "cluster/base/mutex.h"
#include "cluster/base/thread_executor.h"

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace skiff::apiserver {

/// Keeps every stored object in memory and hands changes to watchers: one range and one watch of
/// the store feed all resources, so that all of them stand at one revision.
///
/// Owned by ApiServer. add() before start(); then any thread. Changes are applied and handed out
/// on one thread of its own ("watchcache").
class WatchCache
{
public:
    /// Messages of objects in protobuf are kept up to `keptBytes`; what is beyond is made for each answer.
    explicit WatchCache(store::Store& store, size_t keptBytes = size_t(64) * 1024 * 1024);
    ~WatchCache();

    /// All keys of all resources start with this.
    static constexpr std::string_view root = "/registry/";

    /// `storageName` is the part of the key behind the root: "pods", "deployments.apps".
    ResourceCache& add(const api::Resource& resource, const std::string& storageName);

    /// Puts `cache`, of a resource that came at run time, in the place of the one of that name, if there is any: its
    /// watchers end. `then` runs on the cache's thread when what is stored is in it.
    void put(std::string storageName, std::shared_ptr<ResourceCache> cache, std::function<void(Status)> then);
    /// Drops the cache of a resource that is gone; its watchers end.
    void remove(std::string storageName);

    /// Loads everything and follows from there.
    Status start();
    void stop();

    /// Everything up to here is visible.
    store::Revision revision() const { return store::Revision{m_applied.load(std::memory_order_acquire)}; }

    /// Calls `then(true)` once everything up to `revision` is visible: at once, on this thread,
    /// when it already is, else later on the cache's thread. `then(false)` when that did not
    /// happen within three seconds.
    void whenAt(store::Revision revision, std::function<void(bool)> then);

    /// Where a new watcher begins.
    struct WatchStart
    {
        bool withState = false;              ///< present objects come first, as Added
        store::Revision after;               ///< without state: changes after this revision
    };
    /// What a new watcher gets before anything else, on the cache's thread.
    struct WatchBegin
    {
        Snapshot state;
        std::vector<EventPtr> events;
        bool tooOld = false;                 ///< `after` is no longer known; the watcher is not added
        store::Revision oldest;
    };
    /// Adds `watcher` and tells it where it begins, with no change lost or doubled between both.
    void watch(ResourceCache& cache, std::string keyPrefix, WatchStart start, std::shared_ptr<Watcher> watcher,
               std::function<void(WatchBegin)> begin);
    /// Runs `task` on the cache's thread: where watchers live.
    void post(Task task) { m_thread.post(std::move(task)); }
    Timer postAfter(Duration delay, Task task) { return m_thread.postAfter(delay, std::move(task)); }

    size_t objectCount() const;
    /// Memory that objects' protobuf messages take.
    size_t keptBytes() const { return m_keptBytes->now(); }
    int64_t watcherCount() const { return m_watchers.load(std::memory_order_relaxed); }

private:
    struct Waiter
    {
        store::Revision revision;
        std::function<void(bool)> then;
        Timer timer;
    };

    ResourceCache* cacheOf(std::string_view key) const;
    Status load();
    Status loadOne(ResourceCache& cache);
    void detach(const std::string& storageName);
    void apply(const std::vector<store::Event>& events, store::Revision progress);
    void handOut(ResourceCache& cache, std::span<const EventPtr> events);
    void advance(store::Revision progress);
    void reload(Error why);
    void armTick();
    void tick();

    store::Store& m_store;
    mutable Mutex m_cachesMutex;                 ///< for changes of m_caches after start(), and for other threads
    std::unordered_map<std::string, std::shared_ptr<ResourceCache>> m_caches; ///< changed on the cache's thread only
    std::shared_ptr<KeptBytes> m_keptBytes;      ///< of all objects, wherever they are held
    std::atomic<uint64_t> m_applied{0};
    std::atomic<int64_t> m_watchers{0};

    Mutex m_mutex;
    std::vector<std::shared_ptr<Waiter>> m_waiters SKIFF_GUARDED_BY(m_mutex);

    ThreadExecutor m_thread{"watchcache"};
    Timer m_tick;                                ///< the cache's thread
    bool m_ticking = false;                      ///< the cache's thread
    std::unique_ptr<store::Watch> m_watch;       ///< start(), stop() and the cache's thread
};

} // namespace skiff::apiserver
