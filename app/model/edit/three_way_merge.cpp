#include "app/model/edit/three_way_merge.h"

#include <algorithm>

namespace skiff::model::edit {

namespace {

bool changeSame(const FieldChange& a, const FieldChange& b)
{
    if (a.after.has_value() != b.after.has_value())
        return false;
    return !a.after || data::equal(*a.after, *b.after);
}

bool overlap(const FieldPath& a, const FieldPath& b)
{
    return a.startsWith(b) || b.startsWith(a);
}

void apply(data::Value& object, const FieldPath& path, const std::optional<data::Value>& value)
{
    if (value)
        path.set(object, *value);
    else
        path.remove(object);
}

std::optional<data::Value> valueAt(const data::Value& root, const FieldPath& path)
{
    const data::Value* value = path.find(root);
    return value ? std::optional(*value) : std::nullopt;
}

} // namespace

MergeResult mergeObjects(const data::Value& base, const data::Value& mine, const data::Value& theirs,
                         const data::ObjectType* type)
{
    MergeResult result{mine, {}, {}};
    const std::vector<FieldChange> ours = diffObjects(base, mine, type);
    for (const FieldChange& change : diffObjects(base, theirs, type)) {
        const auto touching = std::find_if(
            ours.begin(), ours.end(), [&change](const FieldChange& each) { return overlap(each.path, change.path); });
        if (touching == ours.end()) {
            apply(result.merged, change.path, change.after);
            result.taken.push_back(change);
            continue;
        }
        if (touching->path == change.path && changeSame(*touching, change))
            continue;
        // One side removed what the other changed inside: the outer field is what must be decided.
        const FieldPath path =
            touching->path.steps().size() < change.path.steps().size() ? touching->path : change.path;
        const bool known = std::any_of(result.conflicts.begin(), result.conflicts.end(),
                                       [&path](const MergeConflict& each) { return each.path == path; });
        if (!known)
            result.conflicts.push_back({path, valueAt(base, path), valueAt(mine, path), valueAt(theirs, path)});
    }
    return result;
}

void takeTheirs(data::Value& merged, const MergeConflict& conflict)
{
    apply(merged, conflict.path, conflict.theirs);
}

} // namespace skiff::model::edit
