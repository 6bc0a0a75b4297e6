#pragma once

#include "cluster/api/resource.h"
#include "cluster/data/value.h"

namespace skiff::api {

/// Completes a decoded object of `resource` with the defaults that depend on more than one field (an image's tag, a
/// Service's type). What the schema can say alone, data::decodeObject() has filled in before. Running it again
/// changes nothing. Pure; any thread. What admission and the registry add (service account, tolerations,
/// addresses, finalizers) is theirs.
void applyDefaults(const Resource& resource, data::Value& object);

} // namespace skiff::api
