#pragma once

#include "cluster/data/value.h"

#include <string>
#include <string_view>

namespace skiff::apiserver::openapi {

/// The two versions of OpenAPI that clients read.
enum class Dialect
{
    V2,
    V3
};

/// "io.k8s.api.core.v1.Pod" for "core.v1.Pod": how Kubernetes names schemas, and some clients expect it.
std::string schemaName(std::string_view typeName);

/// {"$ref": ...} to the schema of that full name.
data::Object schemaReference(std::string_view fullName, Dialect dialect);

} // namespace skiff::apiserver::openapi
