#pragma once

#include "cluster/api/custom/schema.h"
#include "cluster/data/value.h"

#include <string>
#include <vector>

namespace skiff::api::custom {

/// Drops the fields of `value` that `schema` does not have, at every depth; true when there were any. Their paths
/// ("spec.list[0].typo") are appended to `dropped` when it is given. At the root of an object (`isObject`) kind,
/// apiVersion and metadata always stay, and the same holds for embedded objects.
bool prune(data::Value& value, const Schema& schema, bool isObject, std::vector<std::string>* dropped = nullptr);

/// Fills in the defaults of what is absent, or null where null is no value; true when something was.
bool fillDefaults(data::Value& value, const Schema& schema);

} // namespace skiff::api::custom
