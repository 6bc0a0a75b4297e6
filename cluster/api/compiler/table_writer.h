#pragma once

#include "cluster/api/compiler/schema_set.h"

#include <string>

namespace skiff::api {

/// The C++ source that defines a linked set as constant tables: builtinResources() and
/// builtinTypes() of resource.h. Nothing in it runs at start.
std::string writeTables(const SchemaSet& schemas);

} // namespace skiff::api
