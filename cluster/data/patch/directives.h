#pragma once

#include "cluster/data/value.h"

namespace skiff::data::patch {

/// What a "$patch" member asks for the object or list that holds it.
enum class Directive
{
    Merge,
    Replace,
    Delete
};

/// The directive of an object; Merge when it has none. InvalidArgument for other words.
Result<Directive> directiveOf(const Object& patch);

/// True for members that steer the merge and are no data: "$patch", "$retainKeys", "$setElementOrder/...", ...
bool isDirective(std::string_view key);

inline constexpr std::string_view setElementOrderPrefix = "$setElementOrder/";
inline constexpr std::string_view deleteFromPrimitiveListPrefix = "$deleteFromPrimitiveList/";

/// Drops what "$retainKeys" of `patch` does not name. InvalidArgument when the patch sets other members.
Status applyRetainKeys(Object& original, const Object& patch);

/// Removes a member; keeps the order of the rest while the object is small enough to have one for people.
void removeMember(Object& object, std::string_view key);

/// `value` as Go's %v prints it: map[a:1 b:[x y]]. Some error texts of Kubernetes hold such.
std::string goText(const Value& value);

} // namespace skiff::data::patch
