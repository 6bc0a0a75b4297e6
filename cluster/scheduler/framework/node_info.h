#pragma once

#include "cluster/api/views/node.h"
#include "cluster/scheduler/framework/pod_info.h"

#include <map>
#include <string>

namespace skiff::scheduler {

/// A node with the pods that are on it or on their way to it, and their sums. One thread.
class NodeInfo
{
public:
    /// Null while only pods of the node are known.
    void setNode(client::ObjectPtr node);
    void add(const PodInfoPtr& pod);
    void remove(const std::string& uid);

    const client::ObjectPtr& object() const { return m_object; }
    const api::NodeView& node() const { return m_node; }
    const std::string& name() const { return m_object->name(); }
    const semantics::ResourceAmounts& allocatable() const { return m_allocatable; }
    const semantics::ResourceAmounts& requested() const { return m_requested; }
    int64_t podCapacity() const { return m_podCapacity; }
    int64_t scoredMilliCpu() const { return m_scoredMilliCpu; }
    int64_t scoredMemory() const { return m_scoredMemory; }
    const std::map<std::string, PodInfoPtr>& pods() const { return m_pods; } ///< by uid

private:
    client::ObjectPtr m_object;
    api::NodeView m_node;
    semantics::ResourceAmounts m_allocatable;
    int64_t m_podCapacity = 0;
    semantics::ResourceAmounts m_requested;
    int64_t m_scoredMilliCpu = 0;
    int64_t m_scoredMemory = 0;
    std::map<std::string, PodInfoPtr> m_pods;
};

} // namespace skiff::scheduler
