#pragma once

#include "cluster/apiserver/handlers/target.h"

namespace skiff::apiserver {

/// Deletes an object: at once, after its grace, or when its finalizers are gone.
void handleDelete(const ApiCall& call);
/// Deletes every object of a collection that is selected; answers with their list.
void handleDeleteCollection(const ApiCall& call);

} // namespace skiff::apiserver
