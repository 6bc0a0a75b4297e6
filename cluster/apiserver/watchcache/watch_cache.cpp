#include "cluster/apiserver/watchcache/watch_cache.h"

#include "cluster/base/log.h"

#include <fmt/format.h>

#include <algorithm>
#include <future>

namespace skiff::apiserver {

namespace {

constexpr Duration waitLimit = std::chrono::seconds(3);
constexpr Duration tickPeriod = std::chrono::seconds(60);
constexpr Duration reloadDelay = std::chrono::seconds(1);

} // namespace

WatchCache::WatchCache(store::Store& store, size_t keptBytes)
    : m_store(store), m_keptBytes(std::make_shared<KeptBytes>(keptBytes))
{
}

WatchCache::~WatchCache()
{
    stop();
}

ResourceCache& WatchCache::add(const api::Resource& resource, const std::string& storageName)
{
    auto& cache = m_caches[storageName];
    if (!cache) {
        cache = std::make_shared<ResourceCache>(resource, fmt::format("{}{}/", root, storageName));
        cache->share(m_keptBytes);
    }
    return *cache;
}

void WatchCache::put(std::string storageName, std::shared_ptr<ResourceCache> cache, std::function<void(Status)> then)
{
    cache->share(m_keptBytes);
    m_thread.post([this, name = std::move(storageName), cache = std::move(cache), then = std::move(then)] {
        Status loaded = loadOne(*cache);
        if (loaded.ok()) {
            detach(name);
            const MutexLock lock(m_cachesMutex);
            m_caches[name] = cache;
        }
        then(std::move(loaded));
    });
}

void WatchCache::remove(std::string storageName)
{
    m_thread.post([this, name = std::move(storageName)] {
        detach(name);
        const MutexLock lock(m_cachesMutex);
        m_caches.erase(name);
    });
}

/// What is stored of one resource, as of where all others stand.
Status WatchCache::loadOne(ResourceCache& cache)
{
    auto result = m_store.range({.prefix = cache.prefix(), .at = revision()});
    if (!result.ok() && result.error().code == ErrorCode::Expired)
        result = m_store.range({.prefix = cache.prefix()});
    if (!result.ok())
        return result.error();
    std::vector<ObjectPtr> objects;
    for (store::Entry& entry : result->entries) {
        SKIFF_TRY_ASSIGN(ObjectPtr object, StoredObject::make(cache.resource(), std::move(entry)));
        objects.push_back(std::move(object));
    }
    cache.load(std::move(objects), revision());
    return {};
}

void WatchCache::detach(const std::string& storageName)
{
    const auto found = m_caches.find(storageName);
    if (found == m_caches.end())
        return;
    ResourceCache& cache = *found->second;
    cache.detach();
    for (const auto& watcher : cache.watchers())
        watcher->onGone();
    m_watchers.fetch_sub(int64_t(cache.watchers().size()), std::memory_order_relaxed);
    cache.watchers().clear();
}

Status WatchCache::start()
{
    std::promise<Status> loaded;
    m_thread.post([&] { loaded.set_value(load()); });
    return loaded.get_future().get();
}

void WatchCache::stop()
{
    m_watch.reset();
    m_thread.stop();
    for (const auto& [name, cache] : m_caches)
        cache->watchers().clear();
    MutexLock lock(m_mutex);
    auto waiters = std::move(m_waiters);
    m_waiters.clear();
    lock.unlock();
    for (const auto& waiter : waiters)
        waiter->then(false);
}

ResourceCache* WatchCache::cacheOf(std::string_view key) const
{
    if (!key.starts_with(root))
        return nullptr;
    key.remove_prefix(root.size());
    const auto found = m_caches.find(std::string(key.substr(0, key.find('/'))));
    return found == m_caches.end() ? nullptr : found->second.get();
}

Status WatchCache::load()
{
    SKIFF_TRY_ASSIGN(auto result, m_store.range({.prefix = std::string(root)}));
    std::unordered_map<ResourceCache*, std::vector<ObjectPtr>> objects;
    for (store::Entry& entry : result.entries) {
        ResourceCache* cache = cacheOf(entry.key);
        if (!cache)
            continue; // of a resource that is not served; its bytes stay
        SKIFF_TRY_ASSIGN(ObjectPtr object, StoredObject::make(cache->resource(), std::move(entry)));
        objects[cache].push_back(std::move(object));
    }
    for (const auto& [name, cache] : m_caches)
        cache->load(std::move(objects[cache.get()]), result.revision);
    advance(result.revision);

    store::WatchSink sink;
    sink.onEvents = [this](const std::vector<store::Event>& events, store::Revision progress) {
        m_thread.post([this, events, progress] { apply(events, progress); });
    };
    sink.onEnd = [this](Error why) { m_thread.post([this, why] { reload(why); }); };
    SKIFF_TRY_ASSIGN(m_watch, m_store.watch(std::string(root), result.revision, std::move(sink)));
    return {};
}

void WatchCache::apply(const std::vector<store::Event>& events, store::Revision progress)
{
    // Changes of one resource that follow each other are handed out together.
    ResourceCache* current = nullptr;
    std::vector<EventPtr> changes;
    for (const store::Event& event : events) {
        ResourceCache* cache = cacheOf(event.entry.key);
        if (cache != current) {
            if (current)
                handOut(*current, changes);
            changes.clear();
            current = cache;
        }
        if (!cache)
            continue;
        if (EventPtr change = cache->apply(event))
            changes.push_back(std::move(change));
    }
    if (current)
        handOut(*current, changes);
    advance(progress);
}

void WatchCache::handOut(ResourceCache& cache, std::span<const EventPtr> events)
{
    auto& watchers = cache.watchers();
    if (events.empty() || watchers.empty())
        return;
    EventFrames frames;
    const size_t gone = std::erase_if(watchers, [&](const std::shared_ptr<Watcher>& watcher) {
        return !watcher->onEvents(events, frames);
    });
    m_watchers.fetch_sub(int64_t(gone), std::memory_order_relaxed);
}

void WatchCache::advance(store::Revision progress)
{
    if (progress.value <= m_applied.load(std::memory_order_relaxed))
        return;
    for (const auto& [name, cache] : m_caches)
        cache->advance(progress);
    std::vector<std::shared_ptr<Waiter>> ready;
    {
        MutexLock lock(m_mutex);
        m_applied.store(progress.value, std::memory_order_release);
        const auto split = std::partition(m_waiters.begin(), m_waiters.end(),
                                          [&](const auto& waiter) { return waiter->revision > progress; });
        ready.assign(std::make_move_iterator(split), std::make_move_iterator(m_waiters.end()));
        m_waiters.erase(split, m_waiters.end());
    }
    for (const auto& waiter : ready)
        waiter->then(true);
}

void WatchCache::whenAt(store::Revision revision, std::function<void(bool)> then)
{
    if (revision <= this->revision())
        return then(true);
    auto waiter = std::make_shared<Waiter>(Waiter{revision, std::move(then), {}});
    {
        MutexLock lock(m_mutex);
        if (revision.value > m_applied.load(std::memory_order_relaxed)) {
            waiter->timer = m_thread.postAfter(waitLimit, [this, late = std::weak_ptr<Waiter>(waiter)] {
                const auto waiting = late.lock();
                if (!waiting)
                    return;
                MutexLock again(m_mutex);
                if (std::erase(m_waiters, waiting) == 0)
                    return;
                again.unlock();
                waiting->then(false);
            });
            m_waiters.push_back(std::move(waiter));
            return;
        }
    }
    waiter->then(true);
}

void WatchCache::watch(ResourceCache& cache, std::string keyPrefix, WatchStart start, std::shared_ptr<Watcher> watcher,
                       std::function<void(WatchBegin)> begin)
{
    m_thread.post([this, &cache, keyPrefix = std::move(keyPrefix), start, watcher = std::move(watcher),
                   begin = std::move(begin)] {
        WatchBegin first;
        if (cache.isDetached())
            first.tooOld = true;
        else if (start.withState)
            first.state = cache.list(keyPrefix);
        else if (!cache.eventsAfter(start.after, first.events))
            first.tooOld = true;
        first.oldest = cache.oldest();
        if (!first.tooOld) {
            cache.addWatcher(watcher);
            m_watchers.fetch_add(1, std::memory_order_relaxed);
            armTick();
        }
        begin(std::move(first));
    });
}

void WatchCache::reload(Error why)
{
    log::warning("watchcache", "watch of the store ended ({}); loading again", why.message);
    const StatusError ended = expired("the watch cache was loaded again: " + why.message);
    for (const auto& [name, cache] : m_caches) {
        for (const auto& watcher : cache->watchers())
            watcher->onEnd(ended);
        m_watchers.fetch_sub(int64_t(cache->watchers().size()), std::memory_order_relaxed);
        cache->watchers().clear();
    }
    if (const Status status = load(); !status.ok()) {
        log::error("watchcache", "load: {}", status.error().message);
        m_thread.postAfter(reloadDelay, [this, why] { reload(why); }).detach();
    }
}

void WatchCache::armTick()
{
    if (m_ticking)
        return;
    m_ticking = true;
    m_tick = m_thread.postAfter(tickPeriod, [this] { tick(); });
}

void WatchCache::tick()
{
    m_ticking = false;
    bool any = false;
    for (const auto& [name, cache] : m_caches) {
        const size_t gone = std::erase_if(cache->watchers(), [&](const auto& watcher) { return !watcher->onTick(revision()); });
        m_watchers.fetch_sub(int64_t(gone), std::memory_order_relaxed);
        any = any || !cache->watchers().empty();
    }
    if (any)
        armTick();
}

size_t WatchCache::objectCount() const
{
    size_t count = 0;
    const MutexLock lock(m_cachesMutex);
    for (const auto& [name, cache] : m_caches)
        count += cache->size();
    return count;
}

} // namespace skiff::apiserver
