#pragma once

#include "cluster/apiserver/handlers/target.h"

namespace skiff::apiserver {

/// Stores a new object under its name, or under one made from generateName.
void handleCreate(const ApiCall& call);

} // namespace skiff::apiserver
