#pragma once

#include "cluster/apiserver/validation/field.h"

namespace skiff::apiserver::validation {

/// ConfigMap and Secret: keys, size, what a type of secret needs, immutability. `old` is nullptr for create.
void checkConfigMap(const Field& object, const Field* old);
void checkSecret(const Field& object, const Field* old);

} // namespace skiff::apiserver::validation
