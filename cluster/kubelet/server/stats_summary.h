#pragma once

#include "cluster/data/value.h"
#include "cluster/runtime/container.h"

#include <vector>

namespace skiff::kubelet {

/// The answer of /stats/summary: processor and memory use of each container, by pod. Pure.
data::Value statsSummary(const std::string& nodeName, const std::vector<runtime::ContainerStats>& stats, WallTime now);

} // namespace skiff::kubelet
