#include "cluster/scheduler/framework/node_info.h"

namespace skiff::scheduler {

void NodeInfo::setNode(client::ObjectPtr node)
{
    m_object = std::move(node);
    m_node = m_object ? api::NodeView(m_object->root()) : api::NodeView();
    m_allocatable = semantics::nodeAllocatable(m_node);
    m_podCapacity = semantics::nodePodCapacity(m_node);
}

void NodeInfo::add(const PodInfoPtr& pod)
{
    remove(pod->uid());
    m_pods.emplace(pod->uid(), pod);
    m_requested += pod->requests;
    m_scoredMilliCpu += pod->scoredMilliCpu;
    m_scoredMemory += pod->scoredMemory;
}

void NodeInfo::remove(const std::string& uid)
{
    const auto found = m_pods.find(uid);
    if (found == m_pods.end())
        return;
    m_requested -= found->second->requests;
    m_scoredMilliCpu -= found->second->scoredMilliCpu;
    m_scoredMemory -= found->second->scoredMemory;
    m_pods.erase(found);
}

} // namespace skiff::scheduler
