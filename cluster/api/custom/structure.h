#pragma once

#include "cluster/api/custom/problem.h"
#include "cluster/data/value.h"

#include <string>

namespace skiff::api::custom {

/// What is wrong with the openAPIV3Schema `json`, which stands at `path`: unknown types, patterns that do not compile,
/// defaults that do not fit, and whatever keeps it from being structural.
/// See
/// https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema
Problems checkStructure(const data::Value& json, const std::string& path);

} // namespace skiff::api::custom
