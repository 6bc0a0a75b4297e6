#include "cluster/api/custom/schema.h"

#include "cluster/api/custom/problem.h"

#include <algorithm>
#include <array>

namespace skiff::api::custom {

namespace {

using data::Object;
using data::Value;

constexpr int deepest = 128;
constexpr std::array<std::string_view, 7> typeNames{"", "array", "boolean", "integer", "number", "object", "string"};

Schema readSchema(const Value& json, int depth);

std::string textOf(const Object& from, std::string_view key)
{
    const Value* value = from.if_contains(key);
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

bool isTrue(const Object& from, std::string_view key)
{
    const Value* value = from.if_contains(key);
    return value && value->is_bool() && value->get_bool();
}

std::optional<double> numberOf(const Object& from, std::string_view key)
{
    const Value* value = from.if_contains(key);
    if (!value || !value->is_number())
        return std::nullopt;
    return value->to_number<double>();
}

std::optional<int64_t> countOf(const Object& from, std::string_view key)
{
    const Value* value = from.if_contains(key);
    if (!value || !value->is_int64())
        return std::nullopt;
    return value->get_int64();
}

std::vector<std::string> textsOf(const Object& from, std::string_view key)
{
    std::vector<std::string> texts;
    if (const Value* list = from.if_contains(key); list && list->is_array())
        for (const Value& each : list->get_array())
            if (each.is_string())
                texts.emplace_back(each.get_string());
    return texts;
}

std::vector<Schema> schemasOf(const Object& from, std::string_view key, int depth)
{
    std::vector<Schema> schemas;
    if (const Value* list = from.if_contains(key); list && list->is_array())
        for (const Value& each : list->get_array())
            schemas.push_back(readSchema(each, depth));
    return schemas;
}

std::unique_ptr<Schema> schemaOf(const Object& from, std::string_view key, int depth)
{
    const Value* value = from.if_contains(key);
    return value && value->is_object() ? std::make_unique<Schema>(readSchema(*value, depth)) : nullptr;
}

Schema::Type typeOf(std::string_view name)
{
    const auto found = std::find(typeNames.begin(), typeNames.end(), name);
    return found == typeNames.end() ? Schema::Type::Any : Schema::Type(found - typeNames.begin());
}

void readStructure(const Object& json, Schema& schema, int depth)
{
    if (const Value* all = json.if_contains("properties"); all && all->is_object())
        for (const auto& member : all->get_object())
            schema.properties.emplace(member.key(), readSchema(member.value(), depth));
    schema.additional = schemaOf(json, "additionalProperties", depth);
    schema.anyAdditional = isTrue(json, "additionalProperties");
    schema.items = schemaOf(json, "items", depth);
    if (const Value* value = json.if_contains("default"))
        schema.byDefault = *value;
    const std::string list = textOf(json, "x-kubernetes-list-type");
    schema.listType = list == "set"   ? data::ListType::Set
                      : list == "map" ? data::ListType::Map
                                      : data::ListType::Atomic;
    schema.listMapKeys = textsOf(json, "x-kubernetes-list-map-keys");
    if (schema.listType == data::ListType::Map && schema.listMapKeys.empty())
        schema.listType = data::ListType::Atomic;
    schema.atomicMap = textOf(json, "x-kubernetes-map-type") == "atomic";
}

template <class Limit>
using LimitMember = std::pair<std::string_view, std::optional<Limit> Schema::*>;

constexpr LimitMember<double> numbers[] = {
    {"minimum", &Schema::minimum}, {"maximum", &Schema::maximum}, {"multipleOf", &Schema::multipleOf}};
constexpr LimitMember<int64_t> counts[] = {
    {"minLength", &Schema::minLength},         {"maxLength", &Schema::maxLength},
    {"minItems", &Schema::minItems},           {"maxItems", &Schema::maxItems},
    {"minProperties", &Schema::minProperties}, {"maxProperties", &Schema::maxProperties}};

void readRules(const Object& json, Schema& schema, int depth)
{
    schema.required = textsOf(json, "required");
    if (const Value* values = json.if_contains("enum"); values && values->is_array())
        schema.oneOfValues.assign(values->get_array().begin(), values->get_array().end());
    for (const auto& [name, member] : numbers)
        schema.*member = numberOf(json, name);
    schema.exclusiveMinimum = isTrue(json, "exclusiveMinimum");
    schema.exclusiveMaximum = isTrue(json, "exclusiveMaximum");
    for (const auto& [name, member] : counts)
        schema.*member = countOf(json, name);
    schema.uniqueItems = isTrue(json, "uniqueItems");
    schema.format = textOf(json, "format");
    if (const std::string pattern = textOf(json, "pattern"); !pattern.empty())
        schema.pattern = std::make_shared<const Pattern>(pattern);
    schema.allOf = schemasOf(json, "allOf", depth);
    schema.anyOf = schemasOf(json, "anyOf", depth);
    schema.oneOf = schemasOf(json, "oneOf", depth);
    schema.no = schemaOf(json, "not", depth);
    if (const Value* rules = json.if_contains("x-kubernetes-validations"); rules && rules->is_array())
        for (const Value& each : rules->get_array())
            schema.rules.emplace_back(data::stringAt(each, {"rule"}));
}

Schema readSchema(const Value& json, int depth)
{
    Schema schema;
    if (!json.is_object() || depth > deepest)
        return schema;
    const Object& object = json.get_object();
    schema.type = typeOf(textOf(object, "type"));
    schema.nullable = isTrue(object, "nullable");
    schema.intOrString = isTrue(object, "x-kubernetes-int-or-string");
    schema.preserveUnknown = isTrue(object, "x-kubernetes-preserve-unknown-fields");
    schema.embedded = isTrue(object, "x-kubernetes-embedded-resource");
    schema.description = textOf(object, "description");
    readStructure(object, schema, depth + 1);
    readRules(object, schema, depth + 1);
    return schema;
}

} // namespace

Schema Schema::read(const Value& json)
{
    return readSchema(json, 0);
}

void Schema::findRules(const std::string& path, std::vector<std::string>& places) const
{
    if (!rules.empty())
        places.push_back(path.empty() ? "the object" : path);
    for (const auto& [name, schema] : properties)
        schema.findRules(child(path, name), places);
    if (additional)
        additional->findRules(path + "[*]", places);
    if (items)
        items->findRules(path + "[*]", places);
    for (const auto* group : {&allOf, &anyOf, &oneOf})
        for (const Schema& each : *group)
            each.findRules(path, places);
    if (no)
        no->findRules(path, places);
}

bool Schema::hasDefaults() const
{
    const auto below = [](const auto& each) {
        return each.second.hasDefaults();
    };
    return byDefault || std::any_of(properties.begin(), properties.end(), below) ||
           (additional && additional->hasDefaults()) || (items && items->hasDefaults());
}

std::string_view typeName(Schema::Type type)
{
    return typeNames[size_t(type)];
}

std::string_view typeName(const Value& value)
{
    switch (value.kind()) {
    case boost::json::kind::null:
        return "null";
    case boost::json::kind::bool_:
        return "boolean";
    case boost::json::kind::string:
        return "string";
    case boost::json::kind::array:
        return "array";
    case boost::json::kind::object:
        return "object";
    case boost::json::kind::double_:
        return "number";
    default:
        return "integer";
    }
}

} // namespace skiff::api::custom
