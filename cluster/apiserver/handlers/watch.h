#pragma once

#include "cluster/apiserver/handlers/target.h"

namespace skiff::apiserver {

/// Streams the changes of a collection (or of one object, by the old /watch/ paths).
void handleWatch(const ApiCall& call);

} // namespace skiff::apiserver
