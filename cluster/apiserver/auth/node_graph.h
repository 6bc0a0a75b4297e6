#pragma once

#include "cluster/base/mutex.h"
#include "cluster/data/json_spans.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace skiff::apiserver::auth {

/// What one pod needs of its namespace.
struct PodReferences
{
    enum class Kind
    {
        Secret,
        ConfigMap,
        PersistentVolumeClaim,
        ServiceAccount
    };
    std::string nameSpace;
    std::string name;
    std::string node; ///< empty while not scheduled
    std::set<std::pair<Kind, std::string>> objects;
};

/// Reads a stored pod's spec: volumes, environment, pull secrets, service account. A mirror pod's kubelet has made it
/// itself: what it names must not become readable by that.
PodReferences readPodReferences(std::string_view nameSpace, std::string_view name, bool isMirror, data::JsonSpan spec);

/// Which node needs which objects, by the pods it runs. The API server puts in every pod its cache
/// tells of, before its watchers hear of it: a kubelet may ask at once. Any thread.
class NodeGraph
{
public:
    void put(PodReferences pod);
    /// Namespace and name of every pod that is known.
    std::vector<std::pair<std::string, std::string>> pods() const;
    void removePod(std::string_view nameSpace, std::string_view name);

    /// Some pod on `node` needs the object.
    bool needs(std::string_view node, PodReferences::Kind kind, std::string_view nameSpace,
               std::string_view name) const;
    /// Where a pod runs; empty while not scheduled; nothing when no such pod is known.
    std::optional<std::string> nodeOf(std::string_view nameSpace, std::string_view pod) const;

private:
    using PodKey = std::pair<std::string, std::string>;
    struct Object
    {
        PodReferences::Kind kind;
        std::string nameSpace;
        std::string name;
        auto operator<=>(const Object&) const = default;
    };
    /// What the pods of one node need, and how many of them need it.
    struct Node
    {
        std::map<Object, int> needs;
        size_t pods = 0;
    };
    using Nodes = std::map<std::string, Node, std::less<>>;
    /// Names stand in the nodes' maps: most pods of a node need the same.
    struct Pod
    {
        Nodes::iterator node; ///< end() while not scheduled
        std::vector<std::map<Object, int>::iterator> needs;
    };
    void forget(Pod& pod) SKIFF_REQUIRES(m_mutex);

    mutable Mutex m_mutex;
    std::map<PodKey, Pod> m_pods SKIFF_GUARDED_BY(m_mutex);
    Nodes m_nodes SKIFF_GUARDED_BY(m_mutex); ///< those with pods
};

} // namespace skiff::apiserver::auth
