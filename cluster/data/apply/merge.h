#pragma once

#include "cluster/data/apply/path.h"
#include "cluster/data/type_schema.h"

namespace skiff::data {

/// Merges a configuration that checkConfiguration() passed into a live object of `type`: what it names is set, the rest
/// stays. Lists with keys and sets merge element by element; shared elements take the configuration's order.
Value mergeConfiguration(const Value& live, const Value& configuration, const ObjectType& type, PathPool& pool);

} // namespace skiff::data
