#pragma once

#include "cluster/apiserver/status_error.h"
#include "cluster/apiserver/watchcache/stored_object.h"

#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <tuple>

namespace skiff::apiserver {

/// One change of one object, as the cache saw it. Immutable once published.
struct ObjectEvent
{
    enum class Type { Added, Modified, Deleted };
    Type type = Type::Added;
    ObjectPtr object;       ///< for Deleted the last state, at the revision of the deletion
    ObjectPtr previous;     ///< nullptr for Added
    store::Revision revision() const { return object->revision(); }
};
using EventPtr = std::shared_ptr<const ObjectEvent>;

/// The encoded events of one batch, made once for all watchers that want the same view.
/// Lives on the cache's thread for as long as one batch is handed out.
class EventFrames
{
public:
    /// The frame for `object` under `view` (any number that names the view and the event's type),
    /// encoded by `encode` the first time.
    const net::SharedBytes& frame(const StoredObject* object, uint64_t view, const std::function<std::string()>& encode);

private:
    std::map<std::pair<const StoredObject*, uint64_t>, net::SharedBytes> m_frames;
};

/// Receives the changes of one resource in order. Called on the cache's thread only; must not block.
class Watcher
{
public:
    virtual ~Watcher() = default;
    /// False when the watcher is done and wants no more.
    virtual bool onEvents(std::span<const EventPtr> events, EventFrames& frames) = 0;
    /// Every so often: `revision` is where the cache stands. False as above.
    virtual bool onTick(store::Revision revision) = 0;
    /// The cache can no longer follow the store; nothing comes after this.
    virtual void onEnd(const StatusError& why) = 0;
    /// The resource is gone or looks different from now on; nothing comes after this.
    virtual void onGone() { onEnd(expired("the resource was changed")); }
};

} // namespace skiff::apiserver
