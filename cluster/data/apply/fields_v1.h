#pragma once

#include "cluster/data/apply/path_set.h"
#include "cluster/data/document.h"
#include "cluster/data/json_spans.h"

namespace skiff::data {

/// Reads the JSON form of a set of fields, `fieldsV1`: {"f:data":{".":{},"f:a":{}}}. Kinds of steps that are not
/// known are left out. InvalidArgument when it is malformed.
Result<PathSet> readFieldsV1(Node fields, PathPool& pool);

/// Appends the JSON form of `set`, sorted and without spaces.
void appendFieldsV1(std::string& out, const PathSet& set);
std::string toFieldsV1(const PathSet& set);

/// For JSON that appendFieldsV1() wrote, without making a set of it:
/// true when it has a member that is in `set`, or lacks none of them.
bool fieldsV1Meets(JsonSpan fields, const PathSet& set);
bool fieldsV1Covers(JsonSpan fields, const PathSet& set);

} // namespace skiff::data
