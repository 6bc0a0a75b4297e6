#include "cluster/data/apply/place.h"

#include "cluster/data/json_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace skiff::data {

namespace {

void appendScalar(std::string& out, const Value& value)
{
    if (value.is_string())
        appendJsonString(out, std::string_view(value.get_string()));
    else
        out += toJson(value);
}

} // namespace

Place Place::of(const ObjectType& type)
{
    return {TypeRef{TypeKind::Object, &type, nullptr}, nullptr};
}

Place::Kind Place::kindFor(const Value& value) const
{
    switch (m_type.kind) {
    case TypeKind::Object:
        return m_type.object->atomic || (m_field && m_field->atomicMap) ? Kind::AtomicMap : Kind::Fields;
    case TypeKind::Map:
        return m_field && m_field->atomicMap ? Kind::AtomicMap : Kind::Map;
    case TypeKind::List:
        if (!m_field || m_field->listType == ListType::Atomic)
            return Kind::AtomicList;
        return m_field->listType == ListType::Set ? Kind::Set : Kind::KeyedList;
    case TypeKind::Raw:
        if (m_field && m_field->atomicMap)
            return value.is_object() ? Kind::AtomicMap : Kind::Scalar;
        return value.is_object() ? Kind::Map : value.is_array() ? Kind::AtomicList : Kind::Scalar;
    default:
        return Kind::Scalar;
    }
}

Place Place::member(std::string_view name) const
{
    if (m_type.kind == TypeKind::Map)
        return {*m_type.element, nullptr};
    const Field* field = m_type.kind == TypeKind::Object ? m_type.object->find(name) : nullptr;
    return field ? Place{field->type, field} : Place{TypeRef{}, nullptr};
}

Place Place::element() const
{
    return {m_type.kind == TypeKind::List ? *m_type.element : TypeRef{}, nullptr};
}

bool Place::isNamed(std::string_view name) const
{
    return m_type.kind == TypeKind::Object && m_type.object->find(name);
}

bool Place::allows(std::string_view name) const
{
    return m_type.kind != TypeKind::Object || m_type.object->preserveUnknown || m_type.object->find(name);
}

Result<const PathElement*> Place::step(const Value& item, Kind list, PathPool& pool) const
{
    if (list == Kind::Set) {
        if (item.is_object())
            return {ErrorCode::InvalidArgument, "associative list without keys has an element that's a map type"};
        if (item.is_array())
            return {ErrorCode::InvalidArgument, "not supported: associative list with lists as elements"};
        if (item.is_null())
            return {ErrorCode::InvalidArgument, "associative list without keys has an element that's an explicit null"};
        return pool.value(item);
    }
    if (item.is_null())
        return {ErrorCode::InvalidArgument, "associative list with keys may not have a null element"};
    if (!item.is_object())
        return {ErrorCode::InvalidArgument, "associative list with keys may not have non-map elements"};
    const ObjectType* const type = m_type.element->object;
    std::string keys = "{";
    // The schema's keys are few; sorting views of them each time costs nothing that is measurable.
    std::vector<std::string_view> names(m_field->listMapKeys.begin(), m_field->listMapKeys.end());
    std::sort(names.begin(), names.end());
    for (const std::string_view name : names) {
        const Value* given = item.get_object().if_contains(name);
        const Field* field = type ? type->find(name) : nullptr;
        if (!given && (!field || field->defaultJson.empty()))
            continue;
        if (keys.size() > 1)
            keys += ',';
        appendJsonString(keys, name);
        keys += ':';
        if (given)
            appendScalar(keys, *given);
        else
            keys += field->defaultJson;
    }
    if (keys.size() == 1)
        return {ErrorCode::InvalidArgument,
                fmt::format(
                    "associative list with keys has an element that omits all key fields [\"{}\"] (and doesn't have "
                    "default values for any key fields)",
                    fmt::join(m_field->listMapKeys, "\" \""))};
    return pool.key(keys + "}");
}

} // namespace skiff::data
