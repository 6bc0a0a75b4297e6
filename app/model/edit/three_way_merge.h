#pragma once

#include "app/model/edit/object_diff.h"

namespace skiff::model::edit {

/// A field that both sides changed, each in its own way.
struct MergeConflict
{
    FieldPath path;
    std::optional<data::Value> base;
    std::optional<data::Value> mine;
    std::optional<data::Value> theirs;
};

struct MergeResult
{
    data::Value merged; ///< with what is mine where there is a conflict
    std::vector<MergeConflict> conflicts;
    std::vector<FieldChange> taken; ///< what came in from their side
};

/// Brings together two descendants of `base` by the schema of `type` (may be null: then lists of elements with names of
/// their own go by name, all others are one value): what one side changed is taken; what both changed differently is a
/// conflict. What only the server writes (status, resourceVersion, …) is theirs wherever `mine` still has it. Pure.
MergeResult mergeObjects(const data::Value& base, const data::Value& mine, const data::Value& theirs,
                         const data::ObjectType* type);

/// Decides a conflict for the other side in `merged`, which mergeObjects() made.
void takeTheirs(data::Value& merged, const MergeConflict& conflict);

} // namespace skiff::model::edit
