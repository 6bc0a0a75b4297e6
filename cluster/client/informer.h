#pragma once

#include "cluster/base/backoff.h"
#include "cluster/base/executor.h"
#include "cluster/client/client.h"
#include "cluster/client/object_cache.h"
#include "cluster/client/object_trim.h"
#include "cluster/client/watch_decoder.h"

#include <atomic>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace skiff::client {

/// What an informer tells of changes; each function may be empty. On the informer's executor.
struct Listener
{
    std::function<void(const ObjectPtr& object)> onAdd;
    std::function<void(const ObjectPtr& before, const ObjectPtr& now)> onUpdate;
    std::function<void(const ObjectPtr& last)> onDelete;

    /// The same function for all three, with the newest object known.
    static Listener forAll(const std::function<void(const ObjectPtr&)>& onChange);
};

/// A place in an informer's list of listeners; destroying it ends the calls. On the informer's executor.
using Subscription = std::shared_ptr<const Listener>;

struct InformerOptions
{
    ResourceRef resource;
    std::string ns; ///< empty: all namespaces
    std::string labelSelector;
    std::string fieldSelector;
    bool metadataOnly = false;                 ///< objects have metadata only
    ObjectTrim trim{"metadata.managedFields"}; ///< what the cache leaves out of objects
};

/// Keeps a cache of a resource true to the server: lists once, then watches, with bookmarks; lists
/// again after 410, tries again with growing, jittered delays after failures. There is no resync.
///
/// Works on one serial executor: start(), subscribe() and the destructor belong there too, or
/// before it runs or after it stopped. cache() and isSynced() may be used by any thread.
class Informer
{
public:
    Informer(Client& client, Executor& executor, const Clock& clock, uint64_t seed, InformerOptions options);
    ~Informer();
    Informer(const Informer&) = delete;
    Informer& operator=(const Informer&) = delete;

    /// Begins with the list. Idempotent.
    void start();
    void stop();

    /// Listeners hear of all objects: those in the cache already as added, soon.
    [[nodiscard]] Subscription subscribe(Listener listener);
    /// Runs `task` on the executor once the first list is in the cache and listeners have heard of it.
    void whenSynced(Task task);

    bool isSynced() const { return m_synced; }
    const ObjectCache& cache() const { return m_cache; }
    void addIndex(Index index) { m_cache.addIndex(std::move(index)); }
    const InformerOptions& options() const { return m_options; }

private:
    struct Inbox;

    ListOptions listOptions(std::string resourceVersion) const;
    void list();
    void listPage(const std::string& continueToken);
    void onListed(const ApiResult& result);
    void replaceAll(std::vector<ObjectPtr> objects);
    Result<ObjectPtr> read(std::string_view text) const;
    Result<ObjectPtr> readItem(data::Node item) const;
    void watch();
    void drain(Inbox& inbox);
    void onEvent(const WatchEvent& event);
    void onWatchError(const ApiError& error);
    void onWatchEnd(int httpStatus, const Status& end);
    void retry(void (Informer::*step)(), bool atOnce);
    void put(const ObjectPtr& object);
    void remove(const ObjectKey& key, const ObjectPtr& last);
    void tell(const std::function<void(const Listener&)>& call);

    Client& m_client;
    Executor& m_executor;
    const Clock& m_clock;
    const InformerOptions m_options;
    std::minstd_rand m_random;

    ObjectCache m_cache;
    std::atomic<bool> m_synced{false};
    std::vector<std::weak_ptr<const Listener>> m_listeners;
    std::vector<Task> m_whenSynced;

    std::shared_ptr<char> m_life; ///< of the call or timer under way: replaced by the next, empty when stopped
    std::unique_ptr<Call> m_call;
    Timer m_timer;
    Backoff m_backoff;
    WatchDecoder m_decoder;
    std::string m_resourceVersion;
    std::vector<ObjectPtr> m_listed; ///< of the pages so far
    SteadyTime m_watchBegan;
    bool m_listAgain = false; ///< the watch said 410
    bool m_sawEvents = false; ///< in this watch
};

} // namespace skiff::client
