#pragma once

#include "cluster/client/object.h"

#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace skiff::controllers {

/// An owner reference.
struct OwnerReference
{
    std::string apiVersion;
    std::string kind;
    std::string name;
    std::string uid;
    bool blocks = false; ///< blockOwnerDeletion: a foreground deletion of the owner waits for this object

    bool operator==(const OwnerReference&) const = default;
};

/// Who owns whom, over all resources, as the informers tell it. A value for one thread; no I/O.
class OwnerGraph
{
public:
    struct Node
    {
        client::ResourceRef resource;
        client::ObjectPtr object; ///< its metadata

        std::vector<OwnerReference> owners() const;
        bool isForeground() const { return isDeletedWith("foregroundDeletion"); }
        bool isOrphaning() const { return isDeletedWith("orphan"); }
        bool isDeletedWith(std::string_view finalizer) const;
    };

    /// Adds or replaces; returns the uids of what must be looked at because of it.
    std::vector<std::string> put(const client::ResourceRef& resource, const client::ObjectPtr& object);
    /// A newer state of an object whose owners, finalizers and deletion are as before.
    void refresh(const client::ObjectPtr& object);
    /// Removes; returns the same.
    std::vector<std::string> remove(const std::string& uid);

    const Node* find(const std::string& uid) const;
    std::vector<const Node*> dependentsOf(const std::string& uid) const;

private:
    void unlink(const std::string& uid, const Node& node);

    std::unordered_map<std::string, Node> m_nodes;                       ///< by uid
    std::unordered_map<std::string, std::set<std::string>> m_dependents; ///< owner's uid to uids, owner seen or not
};

} // namespace skiff::controllers
