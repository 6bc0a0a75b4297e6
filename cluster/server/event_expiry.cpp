#include "cluster/server/event_expiry.h"

#include "cluster/data/json_spans.h"
#include "cluster/base/log.h"

#include <algorithm>

namespace skiff::server {

namespace {

constexpr Duration lifetime = std::chrono::hours(1);

/// When it happened last, by whichever of its times its writer keeps.
WallTime lastSeen(const apiserver::StoredObject& event)
{
    const data::JsonSpan json(event.json());
    WallTime latest{};
    for (const data::JsonSpan time :
         {json["metadata"]["creationTimestamp"], json["firstTimestamp"], json["lastTimestamp"], json["eventTime"],
          json["series"]["lastObservedTime"]}) {
        WallTime parsed;
        if (parseTime(time.string(), parsed))
            latest = std::max(latest, parsed);
    }
    return latest;
}

} // namespace

void EventExpiry::run()
{
    const WallTime limit = m_clock.now() - lifetime;
    for (const apiserver::ObjectPtr& event : m_events.list(m_events.prefix()).objects) {
        if (lastSeen(*event) >= limit)
            continue;
        // One that happens again meanwhile has another revision, and stays.
        m_store.write(
            {event->key(), nullptr, event->revision()}, [key = event->key()](const Result<store::WriteOutcome>& done) {
                if (!done.ok())
                    log::warning("server", "{} is an hour old and could not be removed: {}", key, done.error().message);
            });
    }
}

} // namespace skiff::server
