#include "cluster/api/custom/type_tables.h"

#include "cluster/api/resource.h"

#include <algorithm>

namespace skiff::api::custom {

namespace {

using data::Field;
using data::TypeKind;
using data::TypeRef;

TypeRef objectOf(std::string_view builtin)
{
    const data::ObjectType* type = api::findType(builtin);
    return type ? TypeRef{TypeKind::Object, type, nullptr} : TypeRef{};
}

} // namespace

TypeRef TypeTables::reference(const Schema& schema, const std::string& name)
{
    if (schema.intOrString)
        return {TypeKind::IntOrString};
    switch (schema.type) {
    case Schema::Type::Boolean:
        return {TypeKind::Boolean};
    case Schema::Type::Integer:
        return {schema.format == "int32" ? TypeKind::Int32 : TypeKind::Int64};
    case Schema::Type::Number:
        return {TypeKind::Double};
    case Schema::Type::String:
        return {TypeKind::String};
    case Schema::Type::Array:
        return {TypeKind::List, nullptr, keepReference(schema.items ? reference(*schema.items, name) : TypeRef{})};
    case Schema::Type::Object:
        if (schema.isMap())
            return {TypeKind::Map, nullptr,
                    keepReference(schema.additional ? reference(*schema.additional, name) : TypeRef{})};
        if (schema.properties.empty() && schema.preserveUnknown && !schema.embedded)
            return {TypeKind::Raw};
        return {TypeKind::Object, object(schema, name, schema.embedded), nullptr};
    case Schema::Type::Any:
        break;
    }
    return {TypeKind::Raw};
}

Field TypeTables::field(std::string_view name, const Schema& schema, const std::string& owner)
{
    Field field;
    field.name = name;
    field.type = reference(schema, owner + "." + std::string(name));
    field.listType = field.type.kind == TypeKind::List ? schema.listType : data::ListType::Atomic;
    // Elements are told apart by scalars in objects; anything else is one value.
    if (field.listType == data::ListType::Map && field.type.element->kind != TypeKind::Object)
        field.listType = data::ListType::Atomic;
    field.atomicMap = schema.atomicMap;
    if (field.listType == data::ListType::Map)
        field.listMapKeys = m_textLists.emplace_back(schema.listMapKeys.begin(), schema.listMapKeys.end());
    if (schema.byDefault)
        field.defaultJson = keep(data::toJson(*schema.byDefault));
    field.description = schema.description;
    field.nullable = true;
    if (schema.type == Schema::Type::String && !schema.oneOfValues.empty()) {
        auto& values = m_textLists.emplace_back();
        for (const data::Value& each : schema.oneOfValues)
            if (each.is_string())
                values.push_back(each.get_string());
        field.enumValues = values;
    }
    return field;
}

const data::ObjectType* TypeTables::object(const Schema& schema, const std::string& name, bool withHead)
{
    auto& fields = m_fields.emplace_back();
    for (const auto& [key, property] : schema.properties) {
        if (withHead && (key == "apiVersion" || key == "kind" || key == "metadata"))
            continue;
        fields.push_back(field(key, property, name));
        const bool needed = std::find(schema.required.begin(), schema.required.end(), key) != schema.required.end();
        fields.back().required = needed;
    }
    if (withHead) {
        for (const std::string_view key : {"apiVersion", "kind"})
            fields.push_back({.name = key, .type = {TypeKind::String}, .nullable = true});
        fields.push_back({.name = "metadata", .type = objectOf("meta.v1.ObjectMeta"), .nullable = true});
    }
    std::sort(fields.begin(), fields.end(), [](const Field& a, const Field& b) { return a.name < b.name; });
    data::ObjectType& type = m_types.emplace_back();
    type.name = keep(name);
    type.fields = fields;
    type.atomic = schema.atomicMap;
    type.preserveUnknown = schema.preserveUnknown;
    type.description = schema.description;
    return &type;
}

const data::ObjectType* TypeTables::addKind(std::string_view name, const Schema& schema)
{
    return object(schema, std::string(name), true);
}

const data::ObjectType* TypeTables::addList(std::string_view name, const data::ObjectType& items)
{
    auto& fields = m_fields.emplace_back();
    fields.push_back({.name = "apiVersion", .type = {TypeKind::String}});
    const TypeRef* each = keepReference({TypeKind::Object, &items, nullptr});
    fields.push_back({.name = "items", .type = {TypeKind::List, nullptr, each}, .required = true});
    fields.push_back({.name = "kind", .type = {TypeKind::String}});
    fields.push_back({.name = "metadata", .type = objectOf("meta.v1.ListMeta")});
    data::ObjectType& type = m_types.emplace_back();
    type.name = keep(std::string(name));
    type.fields = fields;
    return &type;
}

} // namespace skiff::api::custom
