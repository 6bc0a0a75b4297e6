#pragma once

#include "cluster/api/compiler/schema_set.h"

#include <map>
#include <string>

namespace skiff::api {

/// The headers of the typed views of all types of a linked set: file name ("pod_spec.h") → content.
/// The conventions are in cluster/api/views/README.md.
std::map<std::string, std::string> writeViews(const SchemaSet& schemas);

} // namespace skiff::api
