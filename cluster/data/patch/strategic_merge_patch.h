#pragma once

#include "cluster/data/type_schema.h"
#include "cluster/data/value.h"

namespace skiff::data {

/// Applies a strategic merge patch as Kubernetes does to an object of `type`.
///
/// Objects merge by key, null removes, lists replace unless the schema gives them the merge strategy: then
/// elements meet by merge key, or by value when they are scalars. Directives: "$patch" (merge, replace, delete)
/// in objects and list elements, "$retainKeys", "$setElementOrder/LIST", "$deleteFromPrimitiveList/LIST".
/// No directive reaches the result. Fields that the type does not know merge as plain JSON.
///
/// InvalidArgument: the patch is malformed. Internal: an element lacks its merge key; the words are Kubernetes'.
/// See
/// https://github.com/kubernetes/community/blob/master/contributors/devel/sig-api-machinery/strategic-merge-patch.md
Result<Value> applyStrategicMergePatch(Value original, const Value& patch, const ObjectType& type);

} // namespace skiff::data
