#include "cluster/controllers/garbagecollector/garbage_plan.h"

#include <algorithm>

namespace skiff::controllers {

namespace {

using Action = GarbagePlan::Action;

constexpr std::string_view foregroundFinalizer = "foregroundDeletion";
constexpr std::string_view orphanFinalizer = "orphan";

bool hasFinalizer(const OwnerGraph::Node& node, std::string_view finalizer)
{
    for (const data::Node each : node.object->metadata()["finalizers"])
        if (each.asString() == finalizer)
            return true;
    return false;
}

/// The owner is being deleted in the foreground: its dependents go before it.
bool waits(const OwnerGraph::Node& owner)
{
    return owner.isForeground();
}

/// An owner in another namespace does not count.
bool isOwner(const OwnerGraph::Node* candidate, const OwnerGraph::Node& node)
{
    return candidate && (candidate->object->ns().empty() || candidate->object->ns() == node.object->ns());
}

bool blocks(const OwnerGraph::Node& dependent, const std::string& ownerUid)
{
    const auto owners = dependent.owners();
    return std::any_of(owners.begin(), owners.end(),
                       [&](const OwnerReference& owner) { return owner.uid == ownerUid && owner.blocks; });
}

GarbagePlan decideForeground(const OwnerGraph& graph, const OwnerGraph::Node& node)
{
    GarbagePlan plan;
    const std::string uid(node.object->uid());
    const auto dependents = graph.dependentsOf(uid);
    if (std::any_of(dependents.begin(), dependents.end(),
                    [&](const OwnerGraph::Node* each) { return blocks(*each, uid); }))
        return plan; // each of them is looked at by itself
    plan.action = Action::DropFinalizer;
    plan.finalizer = foregroundFinalizer;
    return plan;
}

} // namespace

GarbagePlan decideGarbage(const OwnerGraph& graph, const OwnerGraph::Node& node,
                          const std::function<OwnerPresence(const OwnerReference&)>& presenceOf)
{
    GarbagePlan plan;
    if (node.isOrphaning()) {
        plan.action = Action::OrphanDependents;
        plan.dependents = graph.dependentsOf(std::string(node.object->uid()));
        plan.finalizer = orphanFinalizer;
        return plan;
    }
    if (node.isForeground())
        return decideForeground(graph, node);
    const std::vector<OwnerReference> owners = node.owners();
    if (node.object->isBeingDeleted() || owners.empty())
        return plan;
    bool solid = false;
    bool waiting = false;
    for (const OwnerReference& owner : owners) {
        const OwnerGraph::Node* found = graph.find(owner.uid);
        if (isOwner(found, node)) {
            if (!waits(*found)) {
                solid = true;
                continue;
            }
            waiting = true;
            plan.owners.push_back(owner.uid);
            continue;
        }
        switch (presenceOf(owner)) {
        case OwnerPresence::Present:
            solid = true;
            break;
        case OwnerPresence::Absent:
            plan.owners.push_back(owner.uid);
            break;
        case OwnerPresence::Unknown:
            plan.ask.push_back(owner);
            break;
        }
    }
    if (!plan.ask.empty()) {
        plan.action = Action::AskForOwners;
        return plan;
    }
    if (solid) {
        if (!plan.owners.empty())
            plan.action = Action::DropOwners;
        return plan;
    }
    plan.action = Action::Delete;
    const bool hasDependents = !graph.dependentsOf(std::string(node.object->uid())).empty();
    if (hasFinalizer(node, orphanFinalizer))
        plan.propagation = client::Propagation::Orphan;
    else if (hasFinalizer(node, foregroundFinalizer) || (waiting && hasDependents))
        plan.propagation = client::Propagation::Foreground;
    return plan;
}

} // namespace skiff::controllers
