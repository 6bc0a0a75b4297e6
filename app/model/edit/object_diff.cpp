#include "app/model/edit/object_diff.h"

#include "app/model/edit/normal_form.h"

#include <algorithm>
#include <set>
#include <unordered_map>
#include <unordered_set>

namespace skiff::model::edit {

namespace {

/// The text of a step: equal for equal steps.
std::string textOf(const PathStep& step)
{
    return FieldPath({step}).toString();
}

/// The elements of a list by their steps.
std::unordered_map<std::string, const data::Value*> byStep(const data::Array& list, const ListShape& shape)
{
    std::unordered_map<std::string, const data::Value*> elements;
    elements.reserve(list.size());
    for (const data::Value& element : list)
        if (const auto step = stepTo(element, shape))
            elements.emplace(textOf(*step), &element);
    return elements;
}

class ObjectDiff
{
public:
    void compare(const FieldPath& path, const data::Value* before, const data::Value* after, const data::TypeRef& type,
                 const data::Field* field)
    {
        if (before && after && data::equal(*before, *after))
            return;
        if (before && after && before->is_object() && after->is_object() && !(field && field->atomicMap) &&
            !(type.object && type.object->atomic))
            return compareMembers(path, before->get_object(), after->get_object(), type);
        if (before && after && before->is_array() && after->is_array() &&
            compareElements(path, before->get_array(), after->get_array(), type, field))
            return;
        m_changes.push_back(
            {path, before ? std::optional(*before) : std::nullopt, after ? std::optional(*after) : std::nullopt});
    }

    std::vector<FieldChange> take() { return std::move(m_changes); }

private:
    void compareMembers(const FieldPath& path, const data::Object& before, const data::Object& after,
                        const data::TypeRef& type)
    {
        const auto member = [&](std::string_view key) {
            const data::Field* field = type.object ? type.object->find(key) : nullptr;
            const data::TypeRef inner = field                                              ? field->type
                                        : type.kind == data::TypeKind::Map && type.element ? *type.element
                                                                                           : data::TypeRef{};
            compare(path.then(key), before.if_contains(key), after.if_contains(key), inner, field);
        };
        for (const auto& [key, value] : before)
            member(key);
        for (const auto& [key, value] : after)
            if (!before.contains(key))
                member(key);
    }

    /// False when the list must be compared as one value.
    bool compareElements(const FieldPath& path, const data::Array& before, const data::Array& after,
                         const data::TypeRef& type, const data::Field* field)
    {
        const ListShape shape = listShape(field, before, after);
        if (shape.type == ListShape::Type::Atomic)
            return false;
        const data::TypeRef inner = type.element ? *type.element : data::TypeRef{};
        const size_t known = m_changes.size();
        const auto olds = byStep(before, shape);
        const auto news = byStep(after, shape);
        const auto in = [](const auto& elements, const std::string& text) {
            const auto found = elements.find(text);
            return found == elements.end() ? nullptr : found->second;
        };
        for (const data::Value& element : before)
            if (const auto step = stepTo(element, shape))
                compare(path.then(*step), &element, in(news, textOf(*step)), inner, nullptr);
        for (const data::Value& element : after)
            if (const auto step = stepTo(element, shape); step && !olds.contains(textOf(*step)))
                compare(path.then(*step), nullptr, &element, inner, nullptr);
        // The same elements in another order still is a change.
        return m_changes.size() > known;
    }

    std::vector<FieldChange> m_changes;
};

bool uniquelyNamed(const data::Array& list)
{
    std::set<std::string_view> names;
    return std::all_of(list.begin(), list.end(), [&names](const data::Value& each) {
        const std::string_view name = each.is_object() ? data::stringAt(each, {"name"}) : std::string_view();
        return !name.empty() && names.insert(name).second;
    });
}

/// All elements have keys, and none twice.
bool haveKeys(const data::Array& list, const ListShape& shape)
{
    std::unordered_set<std::string> seen;
    return std::all_of(list.begin(), list.end(), [&](const data::Value& each) {
        const auto step = stepTo(each, shape);
        return step && seen.insert(textOf(*step)).second;
    });
}

} // namespace

std::optional<PathStep> stepTo(const data::Value& element, const ListShape& shape)
{
    if (shape.type == ListShape::Type::Set)
        return element.is_object() || element.is_array() ? std::nullopt : std::optional(PathStep::of(element));
    if (!element.is_object())
        return std::nullopt;
    std::vector<std::pair<std::string, data::Value>> keys;
    for (const std::string& key : shape.keys)
        if (const data::Value* member = element.get_object().if_contains(key))
            keys.emplace_back(key, *member);
    return keys.empty() ? std::nullopt : std::optional(PathStep::withKeys(std::move(keys)));
}

ListShape listShape(const data::Field* field, const data::Array& a, const data::Array& b)
{
    ListShape shape;
    if (field) {
        if (field->listType == data::ListType::Set)
            shape.type = ListShape::Type::Set;
        else if (field->listType == data::ListType::Map)
            shape = {ListShape::Type::Map, {field->listMapKeys.begin(), field->listMapKeys.end()}};
    } else if (!a.empty() && !b.empty() && uniquelyNamed(a) && uniquelyNamed(b)) {
        shape = {ListShape::Type::Map, {"name"}};
    }
    if (shape.type != ListShape::Type::Atomic && (!haveKeys(a, shape) || !haveKeys(b, shape)))
        return {};
    return shape;
}

std::vector<FieldChange> diffObjects(const data::Value& before, const data::Value& after, const data::ObjectType* type)
{
    ObjectDiff diff;
    const data::Value old = normalForm(before, type);
    const data::Value now = normalForm(after, type);
    diff.compare({}, &old, &now, type ? data::TypeRef{data::TypeKind::Object, type, nullptr} : data::TypeRef{},
                 nullptr);
    return diff.take();
}

} // namespace skiff::model::edit
