#include "cluster/controllers/garbagecollector/owner_graph.h"

#include <algorithm>

namespace skiff::controllers {

std::vector<OwnerReference> OwnerGraph::Node::owners() const
{
    std::vector<OwnerReference> owners;
    for (const data::Node owner : object->metadata()["ownerReferences"])
        owners.push_back({std::string(owner["apiVersion"].asString()), std::string(owner["kind"].asString()),
                          std::string(owner["name"].asString()), std::string(owner["uid"].asString()),
                          owner["blockOwnerDeletion"].asBool()});
    return owners;
}

bool OwnerGraph::Node::isDeletedWith(std::string_view finalizer) const
{
    if (!object->isBeingDeleted())
        return false;
    for (const data::Node each : object->metadata()["finalizers"])
        if (each.asString() == finalizer)
            return true;
    return false;
}

std::vector<std::string> OwnerGraph::put(const client::ResourceRef& resource, const client::ObjectPtr& object)
{
    const Node now{resource, object};
    const std::vector<OwnerReference> owners = now.owners();
    const std::string uid(object->uid());
    std::vector<std::string> look;
    if (const auto before = m_nodes.find(uid); before != m_nodes.end()) {
        // An owner whose deletion waited for this object may go on when it no longer does.
        for (const OwnerReference& owner : before->second.owners())
            if (std::find(owners.begin(), owners.end(), owner) == owners.end())
                look.push_back(owner.uid);
        unlink(uid, before->second);
    }
    for (const OwnerReference& owner : owners)
        m_dependents[owner.uid].insert(uid);
    const bool foreground = now.isForeground();
    const bool looks = !owners.empty() || foreground || now.isOrphaning();
    m_nodes.insert_or_assign(uid, now);
    if (looks)
        look.push_back(uid);
    if (foreground)
        for (const Node* dependent : dependentsOf(uid))
            look.emplace_back(dependent->object->uid());
    return look;
}

void OwnerGraph::refresh(const client::ObjectPtr& object)
{
    if (const auto found = m_nodes.find(std::string(object->uid())); found != m_nodes.end())
        found->second.object = object;
}

std::vector<std::string> OwnerGraph::remove(const std::string& uid)
{
    const auto found = m_nodes.find(uid);
    if (found == m_nodes.end())
        return {};
    std::vector<std::string> look;
    for (const Node* dependent : dependentsOf(uid))
        look.emplace_back(dependent->object->uid());
    for (const OwnerReference& owner : found->second.owners())
        look.push_back(owner.uid);
    unlink(uid, found->second);
    m_nodes.erase(found);
    return look;
}

void OwnerGraph::unlink(const std::string& uid, const Node& node)
{
    for (const OwnerReference& owner : node.owners()) {
        const auto found = m_dependents.find(owner.uid);
        if (found == m_dependents.end())
            continue;
        found->second.erase(uid);
        if (found->second.empty())
            m_dependents.erase(found);
    }
}

const OwnerGraph::Node* OwnerGraph::find(const std::string& uid) const
{
    const auto found = m_nodes.find(uid);
    return found == m_nodes.end() ? nullptr : &found->second;
}

std::vector<const OwnerGraph::Node*> OwnerGraph::dependentsOf(const std::string& uid) const
{
    std::vector<const Node*> dependents;
    if (const auto found = m_dependents.find(uid); found != m_dependents.end())
        for (const std::string& each : found->second)
            if (const Node* node = find(each))
                dependents.push_back(node);
    return dependents;
}

} // namespace skiff::controllers
