#pragma once

#include "cluster/apiserver/auth/node_graph.h"
#include "cluster/apiserver/registry/registry.h"

namespace skiff::apiserver {

/// Puts the stored pods into `graph` and keeps it up to date. Returns when the present ones are in.
/// As the first watcher of pods it hears of a pod before its kubelet does. `graph` must outlive the
/// cache's thread.
void feedNodeGraph(const Registry& registry, WatchCache& cache, auth::NodeGraph& graph);

} // namespace skiff::apiserver
