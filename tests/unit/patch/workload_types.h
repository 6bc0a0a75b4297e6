#pragma once

#include "cluster/data/type_schema.h"

namespace skiff::test {

/// A cut of apps/v1 Deployment with every way in which fields of built-in kinds merge.
const data::ObjectType& workloadType();

} // namespace skiff::test
