#pragma once

#include "cluster/apiserver/validation/field.h"

namespace skiff::apiserver::validation {

void checkPodDisruptionBudget(const Field& budget);

} // namespace skiff::apiserver::validation
