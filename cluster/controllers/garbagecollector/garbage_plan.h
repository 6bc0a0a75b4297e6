#pragma once

#include "cluster/client/request.h"
#include "cluster/controllers/garbagecollector/owner_graph.h"

#include <functional>
#include <string>
#include <vector>

namespace skiff::controllers {

/// What is known of an owner that the graph does not have (or has elsewhere).
enum class OwnerPresence
{
    Unknown,
    Absent,
    Present
};

/// What is to be done about one object.
struct GarbagePlan
{
    enum class Action
    {
        Nothing,
        AskForOwners,    ///< `ask`: whether they exist decides
        Delete,          ///< with `propagation`
        DropOwners,      ///< take `owners` out of its owner references
        DropFinalizer,   ///< take `finalizer` off it
        OrphanDependents ///< take it out of the owner references of all `dependents`, then drop the finalizer
    };

    Action action = Action::Nothing;
    std::vector<OwnerReference> ask;
    client::Propagation propagation = client::Propagation::Background;
    std::vector<std::string> owners; ///< uids
    std::string finalizer;
    std::vector<const OwnerGraph::Node*> dependents;
};

/// Decides about `node`; `presenceOf` tells of owners outside the graph. Pure.
GarbagePlan decideGarbage(const OwnerGraph& graph, const OwnerGraph::Node& node,
                          const std::function<OwnerPresence(const OwnerReference&)>& presenceOf);

} // namespace skiff::controllers
