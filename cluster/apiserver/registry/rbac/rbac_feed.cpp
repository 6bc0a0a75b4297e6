#include "cluster/apiserver/registry/rbac/rbac_feed.h"

#include <future>
#include <map>
#include <string>

namespace skiff::apiserver {

namespace {

/// Follows one of the four kinds.
class RbacFeed final : public Watcher, public std::enable_shared_from_this<RbacFeed>
{
public:
    RbacFeed(const ServedResource& served, WatchCache& cache, auth::RbacPolicy& policy)
        : m_served(served), m_cache(cache), m_policy(policy), m_isRole(served.resource.kind.ends_with("Role")) {}

    /// Begins with the present objects; `then` runs when they are in.
    void follow(std::function<void()> then)
    {
        m_cache.watch(m_served.cache, m_served.key("", ""), {.withState = true}, shared_from_this(),
                      [self = shared_from_this(), then = std::move(then)](WatchCache::WatchBegin first) {
                          self->replace(first.state.objects);
                          if (then)
                              then();
                      });
    }

    bool onEvents(std::span<const EventPtr> events, EventFrames&) override
    {
        for (const EventPtr& event : events)
            event->type == ObjectEvent::Type::Deleted ? remove(*event->object) : put(event->object);
        return true;
    }
    bool onTick(store::Revision) override { return true; }
    /// The cache loads again: so do we.
    void onEnd(const StatusError&) override { follow({}); }

private:
    /// Takes over what is there now; what is known and not there was deleted unseen, and its rights end.
    void replace(const std::vector<ObjectPtr>& present)
    {
        std::map<std::string, ObjectPtr, std::less<>> gone = std::move(m_known);
        m_known.clear();
        for (const ObjectPtr& object : present) {
            gone.erase(object->key());
            put(object);
        }
        for (const auto& [key, object] : gone)
            remove(*object);
    }

    void put(const ObjectPtr& pointer)
    {
        const StoredObject& object = *pointer;
        m_known[object.key()] = pointer;
        const auto document = data::Document::parse(std::string(object.json()));
        if (!document.ok())
            return;
        if (m_isRole)
            m_policy.put(auth::readRole((*document)->root()));
        else
            m_policy.put(auth::readBinding((*document)->root()));
    }

    void remove(const StoredObject& object)
    {
        m_known.erase(object.key());
        if (m_isRole)
            m_policy.removeRole(object.namespaceName(), object.name());
        else
            m_policy.removeBinding(object.namespaceName(), object.name());
    }

    const ServedResource& m_served;
    WatchCache& m_cache;
    auth::RbacPolicy& m_policy;
    const bool m_isRole;
    std::map<std::string, ObjectPtr, std::less<>> m_known; ///< the cache's thread; shared with the cache
};

} // namespace

void feedPolicy(const Registry& registry, WatchCache& cache, auth::RbacPolicy& policy)
{
    for (const char* plural : {"roles", "clusterroles", "rolebindings", "clusterrolebindings"}) {
        const ServedResource* served = registry.find(auth::rbacGroup, "v1", plural);
        if (!served)
            continue;
        std::promise<void> present;
        std::make_shared<RbacFeed>(*served, cache, policy)->follow([&] { present.set_value(); });
        present.get_future().wait();
    }
}

} // namespace skiff::apiserver
