#pragma once

#include "cluster/apiserver/validation/field.h"

#include <set>
#include <string_view>

namespace skiff::apiserver::validation {

/// Kinds that keep pods from a template. `old` is nullptr for create.
void checkDeployment(const Field& object, const Field* old);
void checkReplicaSet(const Field& object, const Field* old);
void checkStatefulSet(const Field& object, const Field* old);
void checkDaemonSet(const Field& object, const Field* old);
void checkReplicationController(const Field& object, const Field* old);

/// A whole number that is not negative, or a percentage.
void checkAmount(const Field& value);
/// A percentage is not above 100.
void checkAtMostAll(const Field& value);

/// A template's metadata and spec.
void checkPodTemplate(const Field& podTemplate, const std::set<std::string_view>& laterVolumes = {});

} // namespace skiff::apiserver::validation
