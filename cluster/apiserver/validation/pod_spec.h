#pragma once

#include "cluster/apiserver/validation/field.h"

#include <set>
#include <string_view>

namespace skiff::apiserver::validation {

/// A pod's spec, alone or in a template.
/// `laterVolumes` names volumes that the pods will have beside those of `spec`.
void checkPodSpec(const Field& spec, const std::set<std::string_view>& laterVolumes = {});

/// What an update may not do to a pod's spec.
void checkPodSpecUpdate(const Field& spec, const Field& old);

/// A pod's spec with more ephemeral containers than before; those that are there stay as they are.
void checkEphemeralContainersUpdate(const Field& spec, const Field& old);

} // namespace skiff::apiserver::validation
