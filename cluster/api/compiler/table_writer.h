#pragma once

#include "cluster/api/compiler/schema_set.h"

#include <string>

namespace skiff::api {

/// The C++ source that defines a linked set as constant tables: builtinResources() and
/// builtinTypes() of resource.h. Nothing in it runs at start.
std::string writeTables(const SchemaSet& schemas);

/// The C++ source of a set without resources, as runtime protocols are: messageTypes() in `nameSpace`.
std::string writeMessageTables(const SchemaSet& schemas, const std::string& nameSpace);

} // namespace skiff::api
