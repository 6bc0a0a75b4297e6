#include "app/model/edit/ownership.h"

#include <algorithm>

namespace skiff::model::edit {

namespace {

/// A member of FieldsV1 as a step; nothing for "." and what is not known.
std::optional<PathStep> stepOf(std::string_view member)
{
    if (member.size() < 3 || member[1] != ':')
        return std::nullopt;
    const std::string_view rest = member.substr(2);
    if (member[0] == 'f')
        return PathStep::field(rest);
    const auto json = data::parseJson(rest);
    if (!json.ok())
        return std::nullopt;
    if (member[0] == 'v')
        return PathStep::of(*json);
    if (member[0] == 'i' && json->is_int64() && json->get_int64() >= 0)
        return PathStep::at(size_t(json->get_int64()));
    if (member[0] != 'k' || !json->is_object())
        return std::nullopt;
    std::vector<std::pair<std::string, data::Value>> keys;
    for (const auto& [key, value] : json->get_object())
        keys.emplace_back(std::string(key), value);
    return PathStep::withKeys(std::move(keys));
}

/// Keys may come in another order, and those with a default may be left out on one side.
bool sameStep(const PathStep& a, const PathStep& b)
{
    if (a.type != PathStep::Type::Key || b.type != PathStep::Type::Key)
        return a == b;
    const PathStep& shorter = a.keys.size() < b.keys.size() ? a : b;
    const PathStep& longer = &shorter == &a ? b : a;
    return std::all_of(shorter.keys.begin(), shorter.keys.end(), [&longer](const auto& key) {
        return std::any_of(longer.keys.begin(), longer.keys.end(), [&key](const auto& each) {
            return each.first == key.first && data::equal(each.second, key.second);
        });
    });
}

bool owns(const data::Value& fields, const std::vector<PathStep>& steps, size_t from)
{
    if (!fields.is_object())
        return false;
    if (from == steps.size() || fields.get_object().empty())
        return true; // the field itself, or one that holds it as a whole
    if (steps[from].type == PathStep::Type::Field) {
        const data::Value* inner = fields.get_object().if_contains("f:" + steps[from].name);
        return inner && owns(*inner, steps, from + 1);
    }
    for (const auto& [member, inner] : fields.get_object())
        if (const auto step = stepOf(member); step && sameStep(*step, steps[from]))
            return owns(inner, steps, from + 1);
    return false;
}

void collect(const data::Value& fields, const FieldPath& path, std::vector<FieldPath>& leaves)
{
    if (!fields.is_object())
        return;
    bool inner = false;
    for (const auto& [member, below] : fields.get_object())
        if (const auto step = stepOf(member)) {
            inner = true;
            collect(below, path.then(*step), leaves);
        }
    if (!inner && !path.empty())
        leaves.push_back(path);
}

const data::Array* managedFields(const data::Value& object)
{
    const data::Value* fields = data::find(object, {"metadata", "managedFields"});
    return fields && fields->is_array() ? &fields->get_array() : nullptr;
}

} // namespace

std::vector<FieldOwner> ownersOf(const data::Value& object, const FieldPath& path)
{
    std::vector<FieldOwner> owners;
    const data::Array* entries = managedFields(object);
    if (!entries)
        return owners;
    for (const data::Value& entry : *entries)
        if (const data::Value* fields = data::find(entry, {"fieldsV1"}); fields && owns(*fields, path.steps(), 0))
            owners.push_back(
                {std::string(data::stringAt(entry, {"manager"})), std::string(data::stringAt(entry, {"operation"})),
                 std::string(data::stringAt(entry, {"subresource"})), std::string(data::stringAt(entry, {"time"}))});
    return owners;
}

std::vector<FieldPath> appliedFields(const data::Value& object, std::string_view manager)
{
    std::vector<FieldPath> leaves;
    if (const data::Array* entries = managedFields(object))
        for (const data::Value& entry : *entries)
            if (data::stringAt(entry, {"manager"}) == manager && data::stringAt(entry, {"operation"}) == "Apply" &&
                data::stringAt(entry, {"subresource"}).empty())
                if (const data::Value* fields = data::find(entry, {"fieldsV1"}))
                    collect(*fields, {}, leaves);
    return leaves;
}

std::vector<ApplyConflict> conflictsIn(const data::Value& status, const data::Value* object)
{
    std::vector<ApplyConflict> conflicts;
    const data::Value* causes = data::find(status, {"details", "causes"});
    if (!causes || !causes->is_array())
        return conflicts;
    for (const data::Value& cause : causes->get_array()) {
        if (data::stringAt(cause, {"reason"}) != "FieldManagerConflict")
            continue;
        ApplyConflict conflict;
        conflict.details = data::stringAt(cause, {"message"});
        conflict.fieldText = data::stringAt(cause, {"field"});
        const size_t open = conflict.details.find('"');
        const size_t close = open == std::string::npos ? open : conflict.details.find('"', open + 1);
        if (close != std::string::npos)
            conflict.manager = conflict.details.substr(open + 1, close - open - 1);
        if (const auto path = FieldPath::parse(conflict.fieldText, object); path.ok())
            conflict.path = *path;
        conflicts.push_back(std::move(conflict));
    }
    return conflicts;
}

} // namespace skiff::model::edit
