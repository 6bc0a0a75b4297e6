#pragma once

#include "cluster/apiserver/handlers/target.h"

namespace skiff::apiserver {

/// Reads, replaces or patches the Scale (autoscaling/v1) of a workload: its number of replicas.
void handleScale(const ApiCall& call);

} // namespace skiff::apiserver
