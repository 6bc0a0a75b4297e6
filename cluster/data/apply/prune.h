#pragma once

#include "cluster/data/apply/path_set.h"
#include "cluster/data/type_schema.h"

namespace skiff::data {

/// `object` without the members of `fields` and all below them. Maps and lists that lose everything go too;
/// what is atomic is never taken apart.
Value withoutFields(const Value& object, const PathSet& fields, const ObjectType& type, PathPool& pool);

/// The steps of pruning what an applier had (`last`) and gave up. `merged` is the object with the new configuration;
/// every object and set is of `type`.
///
/// First, all that it had goes, ...
Value withoutLast(const Value& merged, const PathSet& last, const ObjectType& type, PathPool& pool);
/// ... then what somebody owns comes back, the applier's new configuration included, ...
Value withOwned(const Value& merged, const Value& pruned, const PathSet& owned, const ObjectType& type, PathPool& pool);
/// ... and then what nobody owns and the applier never had.
Value withNeverHad(const Value& merged, const Value& pruned, const PathSet& last, const ObjectType& type,
                   PathPool& pool);

} // namespace skiff::data
