#pragma once

#include "cluster/apiserver/handlers/target.h"

namespace skiff::apiserver {

/// Answers with one object; ?resourceVersion=0 takes what is there, =N waits for N.
void handleGet(const ApiCall& call);

} // namespace skiff::apiserver
