#pragma once

#include "cluster/apiserver/handlers/target.h"

namespace skiff::apiserver {

/// Answers with a collection: the latest, a cached or a past state, in one piece or in pages.
void handleList(const ApiCall& call);

} // namespace skiff::apiserver
