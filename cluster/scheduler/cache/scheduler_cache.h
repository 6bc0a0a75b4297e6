#pragma once

#include "cluster/scheduler/framework/node_info.h"

#include <map>
#include <string>
#include <unordered_map>
#include <vector>

namespace skiff::scheduler {

/// The nodes and the pods on them as the scheduler sees them: what the informers know, and pods that
/// it has chosen a node for and whose binding is under way ("assumed"). On the scheduler's executor.
class SchedulerCache
{
public:
    void putNode(const client::ObjectPtr& node);
    void removeNode(const std::string& name);

    /// A pod that the API shows on its node; takes the place of an assumed one.
    void putPod(const PodInfoPtr& pod);
    void removePod(const std::string& uid);
    /// A pod that is being bound.
    void assume(const PodInfoPtr& pod, const std::string& node);
    /// The binding failed. Nothing happens when the pod has appeared on a node meanwhile.
    void forget(const std::string& uid);
    bool knows(const std::string& uid) const { return m_pods.count(uid) > 0; }

    /// The nodes that exist, in an order that only changes when nodes come or go.
    const std::vector<const NodeInfo*>& nodes() const { return m_list; }
    const NodeInfo* node(const std::string& name) const;

private:
    struct Place
    {
        std::string node;
        bool assumed = false;
    };
    void place(const PodInfoPtr& pod, const std::string& node, bool assumed);
    void dropIfEmpty(const std::string& name);
    void relist();

    std::map<std::string, NodeInfo> m_nodes;
    std::unordered_map<std::string, Place> m_pods; ///< by uid
    std::vector<const NodeInfo*> m_list;
};

} // namespace skiff::scheduler
