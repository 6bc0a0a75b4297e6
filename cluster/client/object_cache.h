#pragma once

#include "cluster/base/mutex.h"
#include "cluster/client/object.h"
#include "cluster/semantics/label_selector.h"

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace skiff::client {

/// Finds objects by something else than their key: the values under which an object is listed.
struct Index
{
    std::string name;
    std::function<std::vector<std::string>(const Object&)> valuesOf;
};

namespace indexes {
inline constexpr std::string_view ownerUid = "ownerUid";           ///< uid of each owner reference
inline constexpr std::string_view controllerUid = "controllerUid"; ///< uid of the owner with controller=true
inline constexpr std::string_view nodeName = "nodeName";           ///< spec.nodeName, "" when there is none
inline constexpr std::string_view orphansByNamespaceName =
    "orphansByNamespace"; ///< namespace of objects without controller

Index byOwnerUid();
Index byControllerUid();
Index byNodeName();
Index orphansByNamespace();
} // namespace indexes

/// Orders objects by key, and finds them by it.
struct ByObjectKey
{
    using is_transparent = void;
    bool operator()(const ObjectPtr& a, const ObjectPtr& b) const { return a->key() < b->key(); }
    bool operator()(const ObjectPtr& a, const ObjectKey& b) const { return a->key() < b; }
    bool operator()(const ObjectKey& a, const ObjectPtr& b) const { return a < b->key(); }
};

using ObjectSet = std::set<ObjectPtr, ByObjectKey>;

/// The objects of one resource as last seen, by key and by index: what listers read. Objects never
/// change; readers keep what they got. Owned and filled by an Informer. Any thread.
class ObjectCache
{
public:
    ObjectPtr get(const ObjectKey& key) const;
    size_t size() const;
    /// All objects, or those of one namespace, in the order of their keys.
    std::vector<ObjectPtr> list() const;
    std::vector<ObjectPtr> list(std::string_view ns) const;
    std::vector<ObjectPtr> list(std::string_view ns, const semantics::LabelSelector& labels) const;
    /// In the order of their keys; empty also when there is no such index.
    std::vector<ObjectPtr> byIndex(std::string_view index, std::string_view value) const;

    /// Adds an index over what is there and what comes; nothing happens when the name is known.
    void addIndex(Index index);
    /// Puts or replaces; returns what was there before.
    ObjectPtr put(ObjectPtr object);
    /// Removes; returns what was there.
    ObjectPtr remove(const ObjectKey& key);

private:
    struct IndexTable
    {
        Index index;
        std::unordered_map<std::string, ObjectSet> objects;
        void put(const ObjectPtr& object);
        void remove(const ObjectPtr& object);
    };

    mutable Mutex m_mutex;
    ObjectSet m_objects SKIFF_GUARDED_BY(m_mutex);
    std::vector<IndexTable> m_indexes SKIFF_GUARDED_BY(m_mutex);
};

} // namespace skiff::client
