#pragma once

#include "cluster/apiserver/validation/field.h"

namespace skiff::apiserver::validation {

/// A service's spec. That its address stays and its ports are free is the registry's to say.
void checkService(const Field& service);

} // namespace skiff::apiserver::validation
