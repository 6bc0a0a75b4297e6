#include "cluster/apiserver/watchcache/resource_cache.h"

#include "cluster/base/log.h"

#include <mutex>

namespace skiff::apiserver {

namespace {

/// How many changes of a resource a client may be behind before it has to list again.
constexpr size_t historyLength = 1024;

} // namespace

const net::SharedBytes& EventFrames::frame(const StoredObject* object, uint64_t view,
                                           const std::function<std::string()>& encode)
{
    const auto [place, fresh] = m_frames.try_emplace({object, view});
    if (fresh)
        place->second = net::SharedBytes::of(encode());
    return place->second;
}

ResourceCache::ResourceCache(const api::Resource& resource, std::string prefix)
    : m_resource(resource), m_prefix(std::move(prefix))
{
}

ObjectPtr ResourceCache::find(std::string_view key) const
{
    const std::shared_lock lock(m_mutex);
    const auto found = m_objects.find(key);
    return found == m_objects.end() ? nullptr : found->second;
}

Snapshot ResourceCache::list(std::string_view keyPrefix) const
{
    const std::shared_lock lock(m_mutex);
    Snapshot snapshot;
    snapshot.revision = m_revision;
    if (keyPrefix.size() <= m_prefix.size())
        snapshot.objects.reserve(m_objects.size());
    for (auto it = m_objects.lower_bound(keyPrefix); it != m_objects.end() && it->first.starts_with(keyPrefix); ++it)
        snapshot.objects.push_back(it->second);
    return snapshot;
}

std::optional<Snapshot> ResourceCache::listAt(store::Revision revision, std::string_view keyPrefix,
                                              std::string_view after) const
{
    const std::shared_lock lock(m_mutex);
    if (revision < m_lastChange || revision > m_revision)
        return std::nullopt;
    Snapshot snapshot;
    snapshot.revision = revision;
    auto it = after < keyPrefix ? m_objects.lower_bound(keyPrefix) : m_objects.upper_bound(after);
    for (; it != m_objects.end() && it->first.starts_with(keyPrefix); ++it)
        snapshot.objects.push_back(it->second);
    return snapshot;
}

size_t ResourceCache::size() const
{
    const std::shared_lock lock(m_mutex);
    return m_objects.size();
}

void ResourceCache::load(std::vector<ObjectPtr> objects, store::Revision revision)
{
    m_history.clear();
    m_oldest = revision;
    const std::unique_lock lock(m_mutex);
    m_objects.clear();
    for (ObjectPtr& object : objects) {
        const std::string_view key = object->key();
        m_objects.emplace_hint(m_objects.end(), key, std::move(object));
    }
    m_revision = revision;
    m_lastChange = revision;
}

EventPtr ResourceCache::apply(const store::Event& event)
{
    auto change = std::make_shared<ObjectEvent>();
    change->previous = find(event.entry.key);
    if (event.type == store::Event::Type::Delete) {
        if (!change->previous)
            return nullptr;
        change->type = ObjectEvent::Type::Deleted;
        change->object = change->previous->at(event.entry.revision);
        const std::unique_lock lock(m_mutex);
        m_objects.erase(event.entry.key);
        m_revision = m_lastChange = event.entry.revision;
    } else {
        auto made = StoredObject::make(m_resource, event.entry);
        if (!made.ok()) {
            log::error("watchcache", "{}", made.error().message);
            return nullptr;
        }
        change->type = change->previous ? ObjectEvent::Type::Modified : ObjectEvent::Type::Added;
        change->object = std::move(made).value();
        const std::unique_lock lock(m_mutex);
        m_objects.erase(event.entry.key); // its key lives in the old object
        m_objects.emplace(change->object->key(), change->object);
        m_revision = m_lastChange = event.entry.revision;
    }
    remember(change);
    return change;
}

void ResourceCache::advance(store::Revision revision)
{
    const std::unique_lock lock(m_mutex);
    m_revision = std::max(m_revision, revision);
}

bool ResourceCache::eventsAfter(store::Revision revision, std::vector<EventPtr>& events) const
{
    if (revision < m_oldest)
        return false;
    for (const EventPtr& event : m_history)
        if (event->revision() > revision)
            events.push_back(event);
    return true;
}

void ResourceCache::remember(EventPtr event)
{
    m_history.push_back(std::move(event));
    if (m_history.size() <= historyLength)
        return;
    m_oldest = m_history.front()->revision();
    m_history.pop_front();
}

} // namespace skiff::apiserver
