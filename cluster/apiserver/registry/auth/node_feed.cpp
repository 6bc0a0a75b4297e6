#include "cluster/apiserver/registry/auth/node_feed.h"

#include <functional>
#include <future>

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
                          for (const ObjectPtr& object : first.state.objects)
                              self->put(*object);
                          if (then)
                              then();
                      });
    }

    bool onEvents(std::span<const EventPtr> events, EventFrames&) override
    {
        for (const EventPtr& event : events) {
            if (event->type == ObjectEvent::Type::Deleted)
                m_graph.removePod(event->object->namespaceName(), event->object->name());
            else
                put(*event->object);
        }
        return true;
    }
    bool onTick(store::Revision) override { return true; }
    /// The cache loads again: so do we. A pod whose deletion was missed stays known until the next start.
    void onEnd(const StatusError&) override { follow({}); }

private:
    void put(const StoredObject& object)
    {
        const auto document = data::Document::parse(std::string(object.json()));
        if (document.ok())
            m_graph.put(auth::readPodReferences((*document)->root()));
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
