#pragma once

#include "cluster/data/value.h"

#include <functional>

namespace skiff::data::patch {

/// How a list that has the merge strategy is merged.
struct ListMerge
{
    std::string_view mergeKey;    ///< the member by which elements meet; empty: scalars, by value
    const Array* order = nullptr; ///< "$setElementOrder/...", if given
    /// Merges an element of the patch into an element of the original; a new one starts empty.
    std::function<Status(Object& original, const Object& patch)> mergeElement;
};

/// Merges `patch` (nullptr: only the order changes) into `original`.
/// The patch decides the order of what it names; the rest keeps its place relative to the original's order.
Status mergeList(Array& original, const Array* patch, const ListMerge& how);

/// Removes the scalars of `values` from `list`.
void removeScalars(Array& list, const Array& values);

} // namespace skiff::data::patch
