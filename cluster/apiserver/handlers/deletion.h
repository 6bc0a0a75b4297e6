#pragma once

#include "cluster/apiserver/handlers/object_writer.h"

namespace skiff::apiserver {

/// The change that a wish to delete `current` makes: gone at once, marked with the time of its
/// end, given the finalizers of a propagation policy, or nothing when all that is so already.
Outcome<Change> computeDeletion(const ApiCall& call, const ObjectPtr& current, const DeleteWish& wish);

} // namespace skiff::apiserver
