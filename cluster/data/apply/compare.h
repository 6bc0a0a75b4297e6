#pragma once

#include "cluster/data/apply/path_set.h"
#include "cluster/data/type_schema.h"

namespace skiff::data {

/// What differs between two objects. No path is in more than one of the sets.
struct Comparison
{
    PathSet added;
    PathSet modified;
    PathSet removed;

    bool isSame() const { return added.empty() && modified.empty() && removed.empty(); }
    /// All that the newer object set: what was added and what was modified.
    PathSet set() const { return PathSet::unite(modified, added); }
};

/// Compares two objects of `type` by the schema. Both may hold elements twice.
Comparison compareObjects(const Value& before, const Value& after, const ObjectType& type, PathPool& pool);

} // namespace skiff::data
