#pragma once

#include "cluster/data/apply/path_set.h"
#include "cluster/data/type_schema.h"

namespace skiff::data {

/// The fields that `object` has, as whoever applies it owns them: leaves, atomic values, entries of maps, elements of
/// sets and of lists with keys, and what is there but empty or null.
/// Elements that a live object has twice count once, as a whole; those that have no keys do not count.
PathSet fieldsOf(const Value& object, const ObjectType& type, PathPool& pool);

/// `set` with the fields that the schema names added where something below them is a member.
PathSet withNamedFields(const PathSet& set, const ObjectType& type);

} // namespace skiff::data
