#pragma once

#include "cluster/apiserver/validation/field.h"

namespace skiff::apiserver::validation {

/// Kinds that describe the cluster itself. `old` is nullptr for create.
void checkNamespace(const Field& object);
void checkNode(const Field& object, const Field* old);
void checkServiceAccount(const Field& object);
void checkLease(const Field& object);
void checkEndpointSlice(const Field& object, const Field* old);
void checkEndpoints(const Field& object);

} // namespace skiff::apiserver::validation
