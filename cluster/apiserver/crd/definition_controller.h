#pragma once

#include "cluster/apiserver/crd/custom_resources.h"
#include "cluster/apiserver/request_gate.h"
#include "cluster/base/clock.h"
#include "cluster/base/executor.h"
#include "cluster/base/mutex.h"

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace skiff::apiserver {

/// Follows the CustomResourceDefinitions: accepts their names, serves their kinds before it says so in their status,
/// and sees to it that the objects of a deleted one go first.
///
/// Shared by what it started; any thread. Looks at one definition at a time, on the compute pool.
class DefinitionController final : public std::enable_shared_from_this<DefinitionController>
{
public:
    /// `gate` counts the writes under way: the store's thread holds us until they are done.
    DefinitionController(const Registry& registry, WatchCache& cache, store::Store& store, const Clock& clock,
                         Executor& pool, RequestGate& gate);

    /// Serves what was established before, then follows. The cache has started.
    Status start();

private:
    class Feed;
    class InstanceFeed;
    using Then = std::function<void()>;

    const ServedResource& definitions() const;
    /// Has the definition `name` ("gadgets.ex.io") looked at, once after all that happened until now.
    void enqueue(const std::string& name);
    void next();
    void reconcile(const std::string& name);
    void look(const std::string& name);
    void drop(const std::string& name);
    void serve(const std::string& name, const data::Value& definition, std::function<void(Status)> then);
    void settle(const std::string& name, const ObjectPtr& object, data::Value definition, bool changed);
    void empty(const std::string& name, const ObjectPtr& object, data::Value definition);
    void finalize(const std::string& name, const ObjectPtr& object, data::Value definition);
    void write(const std::string& name, const ObjectPtr& object, store::Bytes bytes);
    void send(store::Write write, std::function<void(const Result<store::WriteOutcome>&)> done);
    /// The other definitions of the group of `name`.
    std::vector<ObjectPtr> neighboursOf(const std::string& name) const;
    std::vector<data::Value> namesBeside(const std::string& name);

    const Registry& m_registry;
    WatchCache& m_cache;
    store::Store& m_store;
    const Clock& m_clock;
    Executor& m_pool;
    RequestGate& m_gate;

    Mutex m_mutex;
    std::set<std::string> m_waiting SKIFF_GUARDED_BY(m_mutex);
    bool m_busy SKIFF_GUARDED_BY(m_mutex) = false;

    // Used by one task at a time:
    std::map<std::string, std::string> m_served; ///< what the served kind of each name was made of
    std::set<std::string> m_emptied;             ///< whose objects are followed until they are gone
    std::map<std::string, std::pair<store::Revision, data::Value>>
        m_names; ///< accepted names of definitions, as last seen

    std::map<std::string, store::Revision> m_settled; ///< of start(): nothing is to be done for these states
};

} // namespace skiff::apiserver
