#pragma once

#include "cluster/apiserver/handlers/target.h"

namespace skiff::apiserver {

/// Changes an object, or its status or another part, by a JSON, merge or strategic merge patch.
/// A patch without resourceVersion is tried five times when others write meanwhile.
void handlePatch(const ApiCall& call);

} // namespace skiff::apiserver
