#pragma once

#include "cluster/data/document.h"
#include "cluster/data/type_schema.h"
#include "cluster/data/value.h"

#include <string>
#include <string_view>

namespace skiff::data {

/// Reads a protobuf message of `type` into the JSON value that means the same: Kubernetes objects (without their
/// envelope) and messages of runtime protocols alike. Unknown field numbers are skipped; 64-bit integers stay numbers.
/// Zeros of optional fields that are not nullable are left out. InvalidArgument for malformed input.
Result<Value> decodeMessage(std::string_view bytes, const ObjectType& type);

/// Writes `value` as a protobuf message of `type`, fields in the order of the type's table. Members that the type
/// does not have, that have no number, are null, or do not fit their type are left out: check `value` before.
std::string encodeMessage(const Value& value, const ObjectType& type);
/// The same for a document; parts of no type are written as they stand in its text.
std::string encodeMessage(Node value, const ObjectType& type);

} // namespace skiff::data
