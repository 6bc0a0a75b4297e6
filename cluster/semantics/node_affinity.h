#pragma once

#include "cluster/api/views/node.h"
#include "cluster/api/views/node_selector.h"
#include "cluster/api/views/node_selector_term.h"
#include "cluster/api/views/pod.h"

namespace skiff::semantics {

/// Terms are alternatives, what a term lists must hold together; a term without conditions takes no node.
bool matchesNodeSelectorTerm(const api::NodeSelectorTermView& term, const api::NodeView& node);
bool matchesNodeSelector(const api::NodeSelectorView& selector, const api::NodeView& node);

/// spec.nodeSelector and required node affinity of the pod both take the node.
bool podWantsNode(const api::PodView& pod, const api::NodeView& node);

/// The sum of the weights of the preferred terms that take the node.
int64_t nodePreference(const api::PodView& pod, const api::NodeView& node);

} // namespace skiff::semantics
