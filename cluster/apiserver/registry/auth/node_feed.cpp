#include "cluster/apiserver/registry/auth/node_feed.h"

#include "cluster/data/json_spans.h"

#include <functional>
#include <future>
#include <set>
#include <string_view>

namespace skiff::apiserver {

namespace {

class PodFeed final : public Watcher, public std::enable_shared_from_this<PodFeed>
{
public:
    PodFeed(const ServedResource& served, WatchCache& cache, auth::NodeGraph& graph)
        : m_served(served), m_cache(cache), m_graph(graph) {}

    /// Begins with the present pods; `then` runs when they are in.
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
        for (const EventPtr& event : events) {
            if (event->type == ObjectEvent::Type::Deleted)
                m_graph.removePod(event->object->namespaceName(), event->object->name());
            else if (event->type == ObjectEvent::Type::Added || needsChanged(*event->previous, *event->object))
                put(*event->object);
        }
        return true;
    }
    bool onTick(store::Revision) override { return true; }
    /// The cache loads again: so do we.
    void onEnd(const StatusError&) override { follow({}); }

private:
    /// Takes over what is there now; a pod that is known and not there was deleted unseen.
    void replace(const std::vector<ObjectPtr>& present)
    {
        std::set<std::string_view> keys;
        for (const ObjectPtr& object : present)
            keys.insert(object->key());
        for (const auto& [nameSpace, name] : m_graph.pods())
            if (!keys.contains(std::string_view(m_served.key(nameSpace, name))))
                m_graph.removePod(nameSpace, name);
        for (const ObjectPtr& object : present)
            put(*object);
    }

    /// What a pod needs is in its spec, and in an annotation that never changes (a mirror pod's).
    static bool needsChanged(const StoredObject& before, const StoredObject& now)
    {
        return before.uid() != now.uid() ||
               data::JsonSpan(before.json())["spec"].text() != data::JsonSpan(now.json())["spec"].text();
    }

    void put(const StoredObject& object)
    {
        const data::JsonSpan pod(object.json());
        const bool isMirror = bool(pod["metadata"]["annotations"]["kubernetes.io/config.mirror"]);
        m_graph.put(auth::readPodReferences(object.namespaceName(), object.name(), isMirror, pod["spec"]));
    }

    const ServedResource& m_served;
    WatchCache& m_cache;
    auth::NodeGraph& m_graph;
};

} // namespace

void feedNodeGraph(const Registry& registry, WatchCache& cache, auth::NodeGraph& graph)
{
    const ServedResource* pods = registry.find("", "v1", "pods");
    if (!pods)
        return;
    std::promise<void> present;
    std::make_shared<PodFeed>(*pods, cache, graph)->follow([&] { present.set_value(); });
    present.get_future().wait();
}

} // namespace skiff::apiserver
