#include "cluster/apiserver/openapi/schema_writer.h"

#include "cluster/api/custom/custom_kind.h"

#include <algorithm>
#include <array>
#include <utility>

namespace skiff::apiserver::openapi {

namespace {

using data::Array;
using data::Object;
using data::TypeKind;
using data::Value;

/// Kinds of values that have a schema of their own.
struct NamedScalar
{
    TypeKind kind;
    std::string_view name;
    std::string_view format;
    std::string_view description;
};

constexpr std::array namedScalars{
    NamedScalar{TypeKind::IntOrString, "io.k8s.apimachinery.pkg.util.intstr.IntOrString", "int-or-string",
                "An integer, or a string such as a port's name or a percentage."},
    NamedScalar{TypeKind::Quantity, "io.k8s.apimachinery.pkg.api.resource.Quantity", "",
                "An amount with an optional suffix: 100m, 1.5, 128Mi, 2G."},
    NamedScalar{TypeKind::Time, "io.k8s.apimachinery.pkg.apis.meta.v1.Time", "date-time", "A time as RFC 3339."},
    NamedScalar{TypeKind::MicroTime, "io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime", "date-time",
                "A time as RFC 3339 with microseconds."},
};

constexpr std::string_view patchName = "io.k8s.apimachinery.pkg.apis.meta.v1.Patch";

Object typed(std::string_view type, std::string_view format = {})
{
    Object schema;
    schema["type"] = type;
    if (!format.empty())
        schema["format"] = format;
    return schema;
}

Object plainScalar(TypeKind kind)
{
    switch (kind) {
    case TypeKind::Boolean:
        return typed("boolean");
    case TypeKind::Int32:
    case TypeKind::Enum:
        return typed("integer", "int32");
    case TypeKind::Int64:
        return typed("integer", "int64");
    case TypeKind::UInt32:
        return typed("integer", "uint32");
    case TypeKind::UInt64:
        return typed("integer", "uint64");
    case TypeKind::Double:
        return typed("number", "double");
    case TypeKind::Float:
        return typed("number", "float");
    case TypeKind::Bytes:
        return typed("string", "byte");
    case TypeKind::Raw:
        return typed("object");
    default:
        return typed("string");
    }
}

/// A reference may have no siblings in v3, so that one with extensions is wrapped.
Object withSiblings(Object schema, Dialect dialect)
{
    if (dialect == Dialect::V2 || !schema.contains("$ref"))
        return schema;
    Object wrapped;
    wrapped["allOf"] = Array({Value(std::move(schema))});
    return wrapped;
}

Array toStrings(std::span<const std::string_view> values)
{
    Array list;
    for (const std::string_view each : values)
        list.push_back(Value(each));
    return list;
}

std::string_view patchStrategyWords(uint8_t strategy)
{
    switch (strategy) {
    case data::PatchMerge:
        return "merge";
    case data::PatchRetainKeys:
        return "retainKeys";
    case data::PatchMerge | data::PatchRetainKeys:
        return "merge,retainKeys";
    default:
        return {};
    }
}

void addListExtensions(const data::Field& field, Object& schema)
{
    constexpr std::array<std::string_view, 3> words{"atomic", "set", "map"};
    if (!field.listMapKeys.empty())
        schema["x-kubernetes-list-map-keys"] = toStrings(field.listMapKeys);
    schema["x-kubernetes-list-type"] = words[static_cast<size_t>(field.listType)];
}

void addExtensions(const data::Field& field, Object& schema)
{
    if (field.type.kind == TypeKind::List)
        addListExtensions(field, schema);
    if (field.atomicMap)
        schema["x-kubernetes-map-type"] = "atomic";
    if (!field.mergeKey.empty())
        schema["x-kubernetes-patch-merge-key"] = field.mergeKey;
    if (const std::string_view words = patchStrategyWords(field.patchStrategy); !words.empty())
        schema["x-kubernetes-patch-strategy"] = words;
}

/// OpenAPI v2 has no choices and no null: what cannot be said is left open, so that nobody refuses what is allowed.
void reduceToV2(Value& value)
{
    if (!value.is_object())
        return;
    Object& schema = value.get_object();
    for (const std::string_view name : {"oneOf", "anyOf", "allOf", "not"})
        schema.erase(name);
    const auto isTrue = [&schema](std::string_view name) {
        const Value* flag = schema.if_contains(name);
        return flag && flag->is_bool() && flag->get_bool();
    };
    if (isTrue("nullable") || isTrue("x-kubernetes-preserve-unknown-fields")) {
        for (const std::string_view name : {"properties", "items", "additionalProperties", "required"})
            schema.erase(name);
        if (isTrue("nullable"))
            schema.erase("type");
    }
    schema.erase("nullable");
    if (Value* properties = schema.if_contains("properties"); properties && properties->is_object())
        for (auto& member : properties->get_object())
            reduceToV2(member.value());
    for (const std::string_view name : {"items", "additionalProperties"})
        if (Value* below = schema.if_contains(name))
            reduceToV2(*below);
}

} // namespace

std::string schemaName(std::string_view typeName)
{
    constexpr std::string_view meta = "meta.";
    const std::string_view home = typeName.starts_with(meta) ? "io.k8s.apimachinery.pkg.apis." : "io.k8s.api.";
    return std::string(home).append(typeName);
}

Object schemaReference(std::string_view fullName, Dialect dialect)
{
    Object reference;
    reference["$ref"] =
        std::string(dialect == Dialect::V2 ? "#/definitions/" : "#/components/schemas/").append(fullName);
    return reference;
}

Object GroupVersionKind::toJson() const
{
    return Object{{"group", group}, {"kind", kind}, {"version", version}};
}

const data::ObjectType* listTypeOf(const api::Resource& resource)
{
    if (const api::custom::Version* version = api::custom::versionOf(resource))
        return version->listType;
    const std::string_view name = resource.type->name;
    return api::findType(std::string(name.substr(0, name.rfind('.') + 1)).append(resource.listKind));
}

KindsByType kindsByType(const Resources& resources)
{
    KindsByType kinds;
    const auto add = [&kinds](const data::ObjectType* type, std::string_view group, std::string_view version,
                              std::string_view kind) {
        if (!type)
            return;
        auto& known = kinds[type->name];
        const bool present = std::any_of(known.begin(), known.end(), [&](const GroupVersionKind& each) {
            return each.group == group && each.version == version && each.kind == kind;
        });
        if (!present)
            known.push_back({std::string(group), std::string(version), std::string(kind)});
    };
    for (const api::Resource* each : resources) {
        const api::Resource& resource = *each;
        add(resource.type, resource.group, resource.version, resource.kind);
        add(listTypeOf(resource), resource.group, resource.version, resource.listKind);
        add(api::findType("meta.v1.DeleteOptions"), resource.group, resource.version, "DeleteOptions");
        for (const api::Subresource& part : resource.subresources)
            add(part.type, part.group, part.version, part.kind);
    }
    add(api::findType("meta.v1.Status"), "", "v1", "Status");
    return kinds;
}

SchemaWriter::SchemaWriter(Dialect dialect, const KindsByType& kinds, const Resources& resources) : m_dialect(dialect), m_kinds(kinds)
{
    for (const api::Resource* each : resources) {
        const api::custom::Version* version = api::custom::versionOf(*each);
        if (!version)
            continue;
        m_customs[each->type] = version;
        m_customs[version->listType] = nullptr;
    }
}

std::string SchemaWriter::nameOf(const data::ObjectType& type) const
{
    return m_customs.contains(&type) ? std::string(type.name) : schemaName(type.name);
}

Object SchemaWriter::refer(const data::ObjectType& type)
{
    if (m_seen.insert(&type).second)
        m_waiting.push_back(&type);
    return schemaReference(nameOf(type), m_dialect);
}

Object SchemaWriter::referPatch()
{
    Object& schema = m_schemas[std::string(patchName)];
    if (schema.empty()) {
        schema["description"] = "A change of an object, in the format that the content type names.";
        schema["type"] = "object";
    }
    return schemaReference(patchName, m_dialect);
}

Object SchemaWriter::referScalar(TypeKind kind)
{
    const auto found = std::find_if(namedScalars.begin(), namedScalars.end(),
                                    [kind](const NamedScalar& each) { return each.kind == kind; });
    if (found == namedScalars.end())
        return plainScalar(kind);
    Object& schema = m_schemas[std::string(found->name)];
    if (schema.empty()) {
        schema["description"] = found->description;
        const bool several = kind == TypeKind::IntOrString || kind == TypeKind::Quantity;
        if (m_dialect == Dialect::V3 && several) {
            const char* number = kind == TypeKind::Quantity ? "number" : "integer";
            schema["oneOf"] = kind == TypeKind::Quantity ? Array({typed("string"), typed(number)})
                                                         : Array({typed(number), typed("string")});
        } else {
            schema["type"] = "string";
        }
        if (!found->format.empty())
            schema["format"] = found->format;
    }
    return schemaReference(found->name, m_dialect);
}

Object SchemaWriter::writeReference(const data::TypeRef& type)
{
    switch (type.kind) {
    case TypeKind::Object:
        return type.object ? refer(*type.object) : typed("object");
    case TypeKind::List: {
        Object schema = typed("array");
        schema["items"] = withSiblings(writeReference(*type.element), m_dialect);
        return schema;
    }
    case TypeKind::Map: {
        Object schema = typed("object");
        schema["additionalProperties"] = withSiblings(writeReference(*type.element), m_dialect);
        return schema;
    }
    default:
        return referScalar(type.kind);
    }
}

Object SchemaWriter::writeField(const data::Field& field)
{
    Object schema = withSiblings(writeReference(field.type), m_dialect);
    if (!field.description.empty())
        schema["description"] = field.description;
    if (!field.defaultJson.empty()) {
        if (auto value = data::parseJson(field.defaultJson))
            schema["default"] = std::move(*value);
    }
    if (!field.enumValues.empty()) {
        Object* holder = &schema;
        if (field.type.kind == TypeKind::List)
            holder = &schema["items"].as_object();
        (*holder)["enum"] = toStrings(field.enumValues);
    }
    addExtensions(field, schema);
    return schema;
}

/// The schema as its definition has it, with what all objects have.
Object SchemaWriter::writeCustom(const data::ObjectType& type, const api::custom::Version& version)
{
    Value given = version.openApi.is_object() ? version.openApi : Value(Object());
    if (m_dialect == Dialect::V2)
        reduceToV2(given);
    Object schema = std::move(given.get_object());
    if (!version.openApi.is_object())
        schema["x-kubernetes-preserve-unknown-fields"] = true;
    schema["type"] = "object";
    // Where unknown fields pass, v2 readers may not be told of known ones: they would refuse the others.
    if (m_dialect == Dialect::V3 || !version.schema.preserveUnknown) {
        Value& properties = schema["properties"];
        if (!properties.is_object())
            properties.emplace_object();
        for (const std::string_view name : {"apiVersion", "kind", "metadata"})
            if (const data::Field* field = type.find(name))
                properties.get_object()[name] = writeField(*field);
        const auto describe = [&](std::string_view name, std::string_view text) { properties.get_object()[name].as_object()["description"] = text; };
        describe("apiVersion", "Group and version of the API the object is written in.");
        describe("kind", "Kind of the object.");
        describe("metadata", "Name, namespace, labels and other data every object has.");
    }
    addKinds(type, schema);
    return schema;
}

void SchemaWriter::addKinds(const data::ObjectType& type, Object& schema) const
{
    const auto kinds = m_kinds.find(type.name);
    if (kinds == m_kinds.end())
        return;
    Array list;
    for (const GroupVersionKind& each : kinds->second)
        list.push_back(each.toJson());
    schema["x-kubernetes-group-version-kind"] = std::move(list);
}

Object SchemaWriter::write(const data::ObjectType& type)
{
    if (const auto custom = m_customs.find(&type); custom != m_customs.end() && custom->second)
        return writeCustom(type, *custom->second);
    Object schema;
    if (!type.description.empty())
        schema["description"] = type.description;
    Object properties;
    Array required;
    for (const data::Field& field : type.fields) {
        properties[field.name] = writeField(field);
        if (field.required)
            required.push_back(Value(field.name));
    }
    if (!properties.empty())
        schema["properties"] = std::move(properties);
    if (!required.empty())
        schema["required"] = std::move(required);
    schema["type"] = "object";
    if (type.preserveUnknown)
        schema["x-kubernetes-preserve-unknown-fields"] = true;
    if (type.atomic)
        schema["x-kubernetes-map-type"] = "atomic";
    addKinds(type, schema);
    return schema;
}

void SchemaWriter::drain()
{
    while (!m_waiting.empty()) {
        const data::ObjectType* type = m_waiting.back();
        m_waiting.pop_back();
        m_schemas[nameOf(*type)] = write(*type);
    }
}

Object SchemaWriter::take()
{
    drain();
    Object all;
    all.reserve(m_schemas.size());
    for (auto& [name, schema] : m_schemas)
        all[name] = std::move(schema);
    return all;
}

} // namespace skiff::apiserver::openapi
