#pragma once

#include "cluster/apiserver/handlers/list_options.h"
#include "cluster/apiserver/views/object_view.h"

namespace skiff::apiserver {

/// One watch: turns changes into the frames that its client asked for and writes them.
///
/// Lives on the cache's thread; a long first state is written by the compute pool while changes
/// wait. Closed when the client is gone, too slow, or its time is over.
class WatchStream final : public Watcher, public std::enable_shared_from_this<WatchStream>
{
public:
    WatchStream(const ApiCall& call, ListOptions options, const Representation& wanted);
    ~WatchStream() override;

    /// Sends headers and what comes first. On the cache's thread.
    void begin(WatchCache::WatchBegin first);

    bool onEvents(std::span<const EventPtr> events, EventFrames& frames) override;
    bool onTick(store::Revision revision) override;
    void onEnd(const StatusError& why) override;
    void onGone() override { close(); }

private:
    /// How a change looks through the selection.
    enum class Seen : uint8_t { Nothing, Added, Modified, Deleted, Left };
    Seen look(const ObjectEvent& event) const;
    const net::SharedBytes& frameOf(const ObjectEvent& event, Seen seen, EventFrames& frames);
    std::string encode(std::string_view type, const StoredObject& object);
    std::string bookmark(store::Revision revision, bool endsInitialEvents) const;

    void openStream();
    void writeState(std::shared_ptr<const Snapshot> state, size_t from);
    void endState(store::Revision revision);
    void send(net::Buffers parts);
    void sendText(std::string text) { send({net::SharedBytes::of(std::move(text))}); }
    void fail(const StatusError& why);
    void close();

    ApiCall m_call;
    ListOptions m_options;
    ObjectView m_view;
    std::string m_prefix;
    uint64_t m_viewNumber;                       ///< of the representation, for shared frames
    std::shared_ptr<net::Exchange> m_exchange;
    Timer m_timeout;
    std::atomic<bool> m_closed{false};

    // The cache's thread:
    bool m_stateSent = false;
    std::vector<EventPtr> m_waiting;             ///< changes while the first state is written
    store::Revision m_after;                     ///< what the client has
    bool m_columnsSent = false;                  ///< tables: also the pool, before m_stateSent
};

} // namespace skiff::apiserver
