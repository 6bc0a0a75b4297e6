#include "cluster/scheduler/cache/scheduler_cache.h"

namespace skiff::scheduler {

void SchedulerCache::putNode(const client::ObjectPtr& node)
{
    NodeInfo& info = m_nodes[node->name()];
    const bool isNew = !info.object();
    info.setNode(node);
    if (isNew)
        relist();
}

void SchedulerCache::removeNode(const std::string& name)
{
    const auto found = m_nodes.find(name);
    if (found == m_nodes.end())
        return;
    found->second.setNode(nullptr);
    relist();
    dropIfEmpty(name); // its pods may outlive it for a while
}

void SchedulerCache::place(const PodInfoPtr& pod, const std::string& node, bool assumed)
{
    removePod(pod->uid());
    m_nodes[node].add(pod);
    m_pods[pod->uid()] = {node, assumed};
}

void SchedulerCache::putPod(const PodInfoPtr& pod)
{
    place(pod, std::string(pod->pod.spec().nodeName()), false);
}

void SchedulerCache::assume(const PodInfoPtr& pod, const std::string& node)
{
    place(pod, node, true);
}

void SchedulerCache::removePod(const std::string& uid)
{
    const auto found = m_pods.find(uid);
    if (found == m_pods.end())
        return;
    const std::string node = found->second.node;
    m_pods.erase(found);
    m_nodes[node].remove(uid);
    dropIfEmpty(node);
}

void SchedulerCache::forget(const std::string& uid)
{
    const auto found = m_pods.find(uid);
    if (found != m_pods.end() && found->second.assumed)
        removePod(uid);
}

const NodeInfo* SchedulerCache::node(const std::string& name) const
{
    const auto found = m_nodes.find(name);
    return found == m_nodes.end() || !found->second.object() ? nullptr : &found->second;
}

void SchedulerCache::dropIfEmpty(const std::string& name)
{
    const auto found = m_nodes.find(name);
    if (found != m_nodes.end() && !found->second.object() && found->second.pods().empty())
        m_nodes.erase(found);
}

void SchedulerCache::relist()
{
    m_list.clear();
    for (const auto& [name, info] : m_nodes)
        if (info.object())
            m_list.push_back(&info);
}

} // namespace skiff::scheduler
