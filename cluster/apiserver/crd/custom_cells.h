#pragma once

#include "cluster/api/custom/custom_kind.h"
#include "cluster/apiserver/tables/cells.h"
#include "cluster/data/value.h"

namespace skiff::apiserver {

/// The cells of a custom object by the printer columns of its version. What a path does not lead to, or is of
/// another type than its column, is null.
void writeCustomCells(const data::Value& object, const api::custom::Version& version, Cells& cells);

} // namespace skiff::apiserver
