#pragma once

#include "cluster/apiserver/validation/field.h"

namespace skiff::apiserver::validation {

/// A pod's spec, alone or in a template.
void checkPodSpec(const Field& spec);

/// What an update may not do to a pod's spec.
void checkPodSpecUpdate(const Field& spec, const Field& old);

/// A pod's spec with more ephemeral containers than before; those that are there stay as they are.
void checkEphemeralContainersUpdate(const Field& spec, const Field& old);

} // namespace skiff::apiserver::validation
