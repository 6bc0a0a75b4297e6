#pragma once

#include "cluster/base/result.h"
#include "cluster/data/type_schema.h"
#include "cluster/data/value.h"

#include <string>
#include <string_view>

namespace skiff::data {

/// How Go names the type: "int32", "[]v1.Container", "map[string]string". For error texts.
std::string goTypeName(const TypeRef& type);
/// "Pod" of "core.v1.Pod".
std::string_view shortTypeName(std::string_view name);

/// The canonical forms of text that has one; InvalidArgument in Kubernetes' words.
Result<std::string> canonicalQuantity(std::string_view text);
Result<std::string> canonicalTime(std::string_view text, TypeKind kind);
/// Base64 with padding; line breaks are dropped.
Result<std::string> canonicalBytes(std::string_view text);

/// What is shown for an unset field of the type that is always shown: {}, null, "", 0 or false.
Value zeroValue(const TypeRef& type);

} // namespace skiff::data
