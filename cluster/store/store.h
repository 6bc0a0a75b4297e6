#pragma once

#include "cluster/base/result.h"
#include "cluster/base/strong_id.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skiff::store {

/// One counter for the whole store; every accepted write takes the next. It never goes back,
/// not after a crash and not after a rewind. 0 means "none".
using Revision = StrongId<struct RevisionTag>;

/// Immutable bytes shared between the store, caches and answers under way.
using Bytes = std::shared_ptr<const std::string>;

/// A key at one revision.
struct Entry
{
    std::string key;
    Bytes value;
    Revision revision; ///< of its last write
};

/// How sure an answer to a write is before the store gives it.
enum class Durability
{
    Synced, ///< on disk
    Memory, ///< taken over; written later, with others. Only for kinds the schema marks volatile (node Leases)
};

/// One compare-and-write of one key.
struct Write
{
    std::string key;
    Bytes value; ///< nullptr deletes
    /// The key must be at this revision; 0: it must not exist.
    Revision expected;
    Durability durability = Durability::Synced;
};

/// What became of a write whose compare was made.
struct WriteOutcome
{
    bool accepted = false;
    Revision revision;            ///< of the write when accepted
    std::optional<Entry> current; ///< when not accepted: what stands there now
};

/// The keys to read, in order of bytes.
struct Range
{
    std::string prefix;
    std::string after; ///< start behind this key; empty: at the first
    size_t limit = 0;  ///< 0: all
    Revision at;       ///< a snapshot in the past; 0: now
};

struct RangeResult
{
    std::vector<Entry> entries;
    bool more = false;    ///< keys were left out by the limit
    size_t remaining = 0; ///< how many, when more
    Revision revision;    ///< the snapshot that was read
};

/// A change of one key, in the order of revisions.
struct Event
{
    enum class Type
    {
        Put,
        Delete
    };
    Type type = Type::Put;
    Entry entry;    ///< for Delete: key, the last value, the revision of the deletion
    Bytes previous; ///< the value before, nullptr when the key is new
};

/// Receives a watch. Called on the store's own thread: hand over and return; never call the
/// store from inside. `progress` is the revision up to which everything was delivered; it comes
/// with every group of writes, also when `events` is empty because none was for this watch.
struct WatchSink
{
    std::function<void(const std::vector<Event>& events, Revision progress)> onEvents;
    /// The watch has ended and will say nothing more (Expired, Unavailable, or the store stops).
    std::function<void(Error)> onEnd;
};

/// A running watch; destroying it stops it. After the destructor no callback runs.
class Watch
{
public:
    virtual ~Watch() = default;
};

/// Keys with revisions: bytes in, bytes out, no idea of Pods. Implementations pass the suite in
/// tests/contract. Any thread may call; callbacks say their thread.
class Store
{
public:
    virtual ~Store() = default;

    /// The entry, or nothing. Never waits for a write under way.
    virtual Result<std::optional<Entry>> get(std::string_view key) = 0;

    /// Expired when `range.at` is compacted, InvalidArgument when it is in the future.
    virtual Result<RangeResult> range(const Range& range) = 0;

    /// Queues a write; `done` is called on the store's thread after the change is durable (see
    /// Durability) and visible to watchers. A failed compare is an outcome, not an error.
    virtual void write(Write write, std::function<void(Result<WriteOutcome>)> done) = 0;

    /// All changes with a revision above `after` to keys with `prefix`, then live ones. Expired
    /// when `after` is compacted.
    virtual Result<std::unique_ptr<Watch>> watch(std::string prefix, Revision after, WatchSink sink) = 0;

    /// The last revision that is visible.
    virtual Revision revision() const = 0;

    /// Forgets history up to `revision`; the latest state of every key stays.
    virtual Status compact(Revision revision) = 0;
    /// The oldest revision a watch may start after.
    virtual Revision compacted() const = 0;
};

} // namespace skiff::store
