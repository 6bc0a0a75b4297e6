#include "app/model/edit/three_way_merge.h"

#include "app/model/edit/normal_form.h"

#include <algorithm>
#include <unordered_map>

namespace skiff::model::edit {

namespace {

bool changeSame(const FieldChange& a, const FieldChange& b)
{
    if (a.after.has_value() != b.after.has_value())
        return false;
    return !a.after || data::equal(*a.after, *b.after);
}

/// The changes of one side, to be found by the paths of the other's.
class Changes
{
public:
    explicit Changes(const std::vector<FieldChange>& changes)
    {
        for (const FieldChange& each : changes) {
            m_exact.emplace(each.path.toString(), &each);
            FieldPath above;
            for (const PathStep& step : each.path.steps()) {
                m_within.emplace(above.toString(), &each);
                above = above.then(step);
            }
        }
    }

    /// A change of the field at `path`, of one around it or of one inside it.
    const FieldChange* touching(const FieldPath& path) const
    {
        FieldPath above;
        for (const PathStep& step : path.steps()) {
            if (const auto found = m_exact.find(above.toString()); found != m_exact.end())
                return found->second;
            above = above.then(step);
        }
        const std::string text = path.toString();
        if (const auto found = m_exact.find(text); found != m_exact.end())
            return found->second;
        const auto inside = m_within.find(text);
        return inside == m_within.end() ? nullptr : inside->second;
    }

private:
    std::unordered_map<std::string, const FieldChange*> m_exact;
    std::unordered_map<std::string, const FieldChange*> m_within; ///< by the fields around them
};

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
    const auto comparable = [type](const data::Value& object) {
        return withoutServerFields(normalForm(object, type));
    };
    const data::Value old = comparable(base);
    const data::Value wanted = comparable(mine);
    const data::Value live = comparable(theirs);
    MergeResult result{normalForm(mine, type), {}, {}};
    const std::vector<FieldChange> ours = diffObjects(old, wanted, type);
    const Changes known(ours);
    for (const FieldChange& change : diffObjects(old, live, type)) {
        const FieldChange* own = known.touching(change.path);
        if (!own) {
            apply(result.merged, change.path, change.after);
            result.taken.push_back(change);
            continue;
        }
        if (own->path == change.path && changeSame(*own, change))
            continue;
        // One side removed what the other changed inside: the outer field is what must be decided.
        const FieldPath& path = own->path.steps().size() < change.path.steps().size() ? own->path : change.path;
        const bool told = std::any_of(result.conflicts.begin(), result.conflicts.end(),
                                      [&path](const MergeConflict& each) { return each.path == path; });
        if (!told)
            result.conflicts.push_back({path, valueAt(old, path), valueAt(wanted, path), valueAt(live, path)});
    }
    takeServerFields(result.merged, theirs);
    return result;
}

void takeTheirs(data::Value& merged, const MergeConflict& conflict)
{
    apply(merged, conflict.path, conflict.theirs);
}

} // namespace skiff::model::edit
