#pragma once

#include "cluster/apiserver/handlers/target.h"

namespace skiff::apiserver {

/// Replaces an object, or its status or another part that a subresource stands for.
void handleUpdate(const ApiCall& call);

} // namespace skiff::apiserver
