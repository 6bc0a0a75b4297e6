#pragma once

#include "app/model/edit/field_path.h"
#include "cluster/data/type_schema.h"

#include <optional>
#include <vector>

namespace skiff::model::edit {

/// One field that differs. Absent values are nothing.
struct FieldChange
{
    FieldPath path;
    std::optional<data::Value> before;
    std::optional<data::Value> after;

    bool added() const { return !before; }
    bool removed() const { return !after; }
};

/// How the elements of a list are told apart: by key members, by value, or not at all.
struct ListShape
{
    enum class Type
    {
        Atomic,
        Set,
        Map
    };

    Type type = Type::Atomic;
    std::vector<std::string> keys;
};

/// The shape of the list in `field`; without a field that of its elements, when all have a name of their own.
ListShape listShape(const data::Field* field, const data::Array& a, const data::Array& b);
/// The step to `element` of such a list; nothing when it lacks a key member.
std::optional<PathStep> stepTo(const data::Value& element, const ListShape& shape);

/// The smallest set of fields that turns `before` into `after`, both in normalForm(), by the schema of `type` (may be
/// null): elements of lists are compared by their keys; a list that holds the same in another order is one change as a
/// whole. The order of the fields of `before`, then what `after` has more. Pure; linear.
std::vector<FieldChange> diffObjects(const data::Value& before, const data::Value& after, const data::ObjectType* type);

} // namespace skiff::model::edit
