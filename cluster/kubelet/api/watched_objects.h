#pragma once

#include "cluster/base/mutex.h"
#include "cluster/client/informer.h"
#include "cluster/kubelet/config/referenced_objects.h"
#include "cluster/kubelet/pod.h"

#include <set>

namespace skiff::kubelet {

/// A ConfigMap or Secret that a pod refers to.
struct ObjectReference
{
    bool secret = false;
    client::ObjectKey key;
    auto operator<=>(const ObjectReference&) const = default;
};

/// Everything that a pod's volumes, environments and pull secrets refer to. Pure.
std::set<ObjectReference> referencesOf(const Pod& pod);

/// Keeps the ConfigMaps and Secrets that this node's pods refer to at hand, by a watch on each: an
/// agent may see no others.
///
/// Owned by the Kubelet. setReferences(), forget(), stop() and `onChange` belong to the main
/// executor; configMap() and secret() to worker threads, where the first question waits for the list.
class WatchedObjects final : public ReferencedObjects
{
public:
    WatchedObjects(client::Client& client, Executor& main, const Clock& clock,
                   std::function<void(const std::set<std::string>& podUids)> onChange);
    ~WatchedObjects() override;

    void setReferences(const std::string& podUid, const std::set<ObjectReference>& references);
    void forget(const std::string& podUid) { setReferences(podUid, {}); }
    /// Ends the watches and wakes those who wait.
    void stop();

    Result<std::shared_ptr<const data::Document>> configMap(const std::string& namespaceName,
                                                            const std::string& name) override;
    Result<std::shared_ptr<const data::Document>> secret(const std::string& namespaceName,
                                                         const std::string& name) override;

private:
    struct Watch;

    Result<std::shared_ptr<const data::Document>> get(const ObjectReference& reference);
    void begin(const ObjectReference& reference, const std::shared_ptr<Watch>& watch);

    client::Client& m_client;
    Executor& m_main;
    const Clock& m_clock;
    std::function<void(const std::set<std::string>&)> m_onChange;

    Mutex m_mutex;
    std::condition_variable m_synced;
    std::map<ObjectReference, std::shared_ptr<Watch>> m_watches SKIFF_GUARDED_BY(m_mutex);
    bool m_stopped SKIFF_GUARDED_BY(m_mutex) = false;
};

} // namespace skiff::kubelet
