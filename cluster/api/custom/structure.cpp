#include "cluster/api/custom/structure.h"

#include "cluster/api/custom/check.h"
#include "cluster/api/custom/shape.h"
#include "cluster/data/json_text.h"

#include <algorithm>
#include <array>

namespace skiff::api::custom {

namespace {

using data::Object;
using data::Value;

constexpr size_t mostProblems = 200;
constexpr int deepest = 128;
constexpr std::array<std::string_view, 6> types{"array", "boolean", "integer", "number", "object", "string"};
constexpr std::array<std::string_view, 4> logicGroups{"allOf", "anyOf", "oneOf", "not"};
constexpr std::string_view mapKeys = "x-kubernetes-list-map-keys";
constexpr std::string_view listTypeName = "x-kubernetes-list-type";
constexpr std::string_view intOrStringName = "x-kubernetes-int-or-string";
constexpr std::string_view preserveName = "x-kubernetes-preserve-unknown-fields";
constexpr std::string_view embeddedName = "x-kubernetes-embedded-resource";

/// What a schema below allOf, anyOf, oneOf or not may not say: it only adds rules.
constexpr std::array<std::string_view, 10> structuralOnly{
    "title",    "description", "type",       "default",    "additionalProperties",
    "nullable", preserveName,  embeddedName, listTypeName, mapKeys};

/// What has no place in any schema of a definition.
constexpr std::array<std::string_view, 7> unsupported{
    "$ref", "definitions", "dependencies", "id", "additionalItems", "patternProperties", "deprecated"};

std::string quoted(std::string_view text)
{
    std::string out;
    data::appendJsonString(out, text);
    return out;
}

std::string_view textOf(const Object& from, std::string_view key)
{
    const Value* value = from.if_contains(key);
    return value && value->is_string() ? std::string_view(value->get_string()) : std::string_view();
}

bool isTrue(const Object& from, std::string_view key)
{
    const Value* value = from.if_contains(key);
    return value && value->is_bool() && value->get_bool();
}

const Object* objectOf(const Object& from, std::string_view key)
{
    const Value* value = from.if_contains(key);
    return value ? value->if_object() : nullptr;
}

const data::Array* listOf(const Object& from, std::string_view key)
{
    const Value* value = from.if_contains(key);
    return value ? value->if_array() : nullptr;
}

bool lists(const Object& schema, std::string_view key, std::string_view wanted)
{
    const data::Array* list = listOf(schema, key);
    return list && std::any_of(list->begin(), list->end(), [&](const Value& each) {
               return each.is_string() && std::string_view(each.get_string()) == wanted;
           });
}

class Structure
{
public:
    Problems take() { return std::move(m_problems); }

    void checkRoot(const Object& schema, const std::string& path)
    {
        const std::string_view type = textOf(schema, "type");
        if (type.empty())
            add(required(child(path, "type"), "must not be empty at the root"));
        else if (type != "object" && isType(type))
            add(invalid(child(path, "type"), quoted(type), "must be object at the root"));
        if (isTrue(schema, "nullable"))
            add(forbidden(child(path, "nullable"), "nullable cannot be true at the root"));
        if (isTrue(schema, embeddedName))
            add(forbidden(child(path, embeddedName), "embedded resources cannot be at the root"));
        checkMetadata(schema, path);
        check(schema, path, {}, 0);
    }

private:
    static bool isType(std::string_view type) { return std::find(types.begin(), types.end(), type) != types.end(); }

    void add(Problem problem)
    {
        if (m_problems.size() < mostProblems)
            m_problems.push_back(std::move(problem));
    }

    /// The root's metadata is known; a schema may only narrow the names.
    void checkMetadata(const Object& schema, const std::string& path)
    {
        const Object* properties = objectOf(schema, "properties");
        const Object* metadata = properties ? objectOf(*properties, "metadata") : nullptr;
        if (!metadata)
            return;
        const std::string at = entry(child(path, "properties"), "metadata");
        const Object* below = objectOf(*metadata, "properties");
        const bool other = below && std::any_of(below->begin(), below->end(), [](const auto& member) {
                               return member.key() != "name" && member.key() != "generateName";
                           });
        if (other)
            add(forbidden(
                at,
                "must not specify anything other than name and generateName, but metadata is implicitly specified"));
        if (textOf(*metadata, "type") != "object")
            add(invalid(child(at, "type"), quoted(textOf(*metadata, "type")), "must be object"));
    }

    /// `partOf` names what the schema is a part of: "object" for a field, "array" for an item.
    void check(const Object& schema, const std::string& path, std::string_view partOf, int depth)
    {
        if (depth > deepest)
            return add(forbidden(path, "schemas may not be nested this deep"));
        const std::string_view type = textOf(schema, "type");
        const bool intOrString = isTrue(schema, intOrStringName);
        checkSupported(schema, path);
        checkDefault(schema, path);
        checkType(schema, path, partOf);
        checkRules(schema, path);
        if (isTrue(schema, embeddedName)) {
            if (type != "object")
                add(invalid(child(path, "type"), quoted(type),
                            "must be object if x-kubernetes-embedded-resource is true"));
            const Object* properties = objectOf(schema, "properties");
            if (!isTrue(schema, preserveName) && (!properties || properties->empty()))
                add(required(child(path, "properties"), "must not be empty if x-kubernetes-embedded-resource is true "
                                                        "without x-kubernetes-preserve-unknown-fields"));
        }
        checkMap(schema, path, depth);
        checkList(schema, path, type, depth);
        if (const Object* properties = objectOf(schema, "properties"))
            for (const auto& member : *properties)
                if (const Object* below = member.value().if_object())
                    check(*below, entry(child(path, "properties"), member.key()), "object", depth + 1);
        for (const std::string_view group : logicGroups)
            checkLogic(schema, group, path, intOrString, depth);
    }

    void checkSupported(const Object& schema, const std::string& path)
    {
        for (const std::string_view name : unsupported)
            if (schema.contains(name))
                add(forbidden(child(path, name), fmt::format("{} is not supported", name)));
        if (isTrue(schema, "uniqueItems"))
            add(forbidden(child(path, "uniqueItems"),
                          "uniqueItems cannot be set to true since the runtime complexity becomes quadratic"));
        if (const Value* preserve = schema.if_contains(preserveName);
            preserve && preserve->is_bool() && !preserve->get_bool())
            add(invalid(child(path, preserveName), "false", "must be true or undefined"));
        const std::string_view mapType = textOf(schema, "x-kubernetes-map-type");
        if (schema.contains("x-kubernetes-map-type")) {
            if (textOf(schema, "type") != "object")
                add(invalid(child(path, "type"), quoted(textOf(schema, "type")),
                            "must be object if x-kubernetes-map-type is specified"));
            if (mapType != "atomic" && mapType != "granular")
                add({"FieldValueNotSupported",
                     fmt::format(R"(Unsupported value: {}: supported values: "atomic", "granular")", quoted(mapType)),
                     child(path, "x-kubernetes-map-type")});
        }
    }

    void checkType(const Object& schema, const std::string& path, std::string_view partOf)
    {
        const std::string_view type = textOf(schema, "type");
        const bool intOrString = isTrue(schema, intOrStringName);
        if (!type.empty() && !isType(type)) {
            add({"FieldValueNotSupported",
                 fmt::format("Unsupported value: {}: supported values: {}", quoted(type),
                             R"("array", "boolean", "integer", "number", "object", "string")"),
                 child(path, "type")});
        } else if (!type.empty() && intOrString) {
            add(invalid(child(path, "type"), quoted(type), "must be empty if x-kubernetes-int-or-string is true"));
        } else if (type.empty() && !partOf.empty() && !intOrString && !isTrue(schema, preserveName)) {
            add(required(child(path, "type"), fmt::format("must not be empty for specified {}",
                                                          partOf == "array" ? "array items" : "object fields")));
        }
    }

    void checkDefault(const Object& schema, const std::string& path)
    {
        const Value* value = schema.if_contains("default");
        if (!value)
            return;
        const std::string at = child(path, "default");
        const std::string_view type = textOf(schema, "type");
        if (!type.empty() && !isType(type)) {
            const std::string is = quoted(typeName(*value));
            return add(invalid(at, is, fmt::format(" in body must be of type {}: {}", type, is)));
        }
        const Schema parsed = Schema::read(schema);
        Value pruned = *value;
        if (prune(pruned, parsed, false))
            add(invalid(at, data::toJson(*value), "must not have fields that the schema does not have"));
        fillDefaults(pruned, parsed);
        for (Problem& problem : custom::check(pruned, parsed)) {
            problem.field = problem.field == "<nil>"         ? at
                            : problem.field.starts_with('[') ? at + problem.field
                                                             : child(at, problem.field);
            add(std::move(problem));
        }
    }

    void checkRules(const Object& schema, const std::string& path)
    {
        if (const std::string_view pattern = textOf(schema, "pattern"); !pattern.empty())
            if (const Pattern compiled(pattern); !compiled.error().empty())
                add(invalid(child(path, "pattern"), quoted(pattern),
                            fmt::format("must be a valid regular expression, but isn't: {}", compiled.error())));
        if (const Value* multiple = schema.if_contains("multipleOf");
            multiple && multiple->is_number() && multiple->to_number<double>() <= 0)
            add(invalid(child(path, "multipleOf"), data::toJson(*multiple), "must be greater than 0"));
        if (const data::Array* rules = listOf(schema, "x-kubernetes-validations")) {
            for (size_t i = 0; i < rules->size(); ++i) {
                const std::string at = element(child(path, "x-kubernetes-validations"), i);
                if (data::stringAt((*rules)[i], {"rule"}).find_first_not_of(" \t\n") == std::string_view::npos)
                    add(required(child(at, "rule"), "rule is not specified"));
            }
        }
    }

    void checkMap(const Object& schema, const std::string& path, int depth)
    {
        const Value* additional = schema.if_contains("additionalProperties");
        if (!additional)
            return;
        const std::string at = child(path, "additionalProperties");
        const Object* properties = objectOf(schema, "properties");
        if (properties && !properties->empty())
            add(forbidden(at, "additionalProperties and properties are mutual exclusive"));
        if (additional->is_bool() && !additional->get_bool())
            add(forbidden(at, "additionalProperties cannot be set to false"));
        if (const Object* below = additional->if_object())
            check(*below, at, "object", depth + 1);
    }

    void checkList(const Object& schema, const std::string& path, std::string_view type, int depth)
    {
        const Value* items = schema.if_contains("items");
        const std::string at = child(path, "items");
        if (type == "array" && (!items || items->is_null()))
            add(required(at, "must be specified"));
        if (items && items->is_array())
            add(forbidden(at, "items must be a schema object and not an array"));
        if (items && items->is_object())
            check(items->get_object(), at, "array", depth + 1);
        const std::string_view list = textOf(schema, listTypeName);
        if (schema.contains(listTypeName)) {
            if (type != "array")
                add(invalid(child(path, "type"), quoted(type), "must be array if x-kubernetes-list-type is specified"));
            if (list != "atomic" && list != "set" && list != "map")
                add({"FieldValueNotSupported",
                     fmt::format(R"(Unsupported value: {}: supported values: "atomic", "map", "set")", quoted(list)),
                     child(path, listTypeName)});
        }
        checkMapKeys(schema, path, list, items ? items->if_object() : nullptr);
        if (list == "set" && items && items->is_object())
            checkSetItems(items->get_object(), at);
    }

    void checkSetItems(const Object& items, const std::string& at)
    {
        const std::string_view type = textOf(items, "type");
        if (type == "object" && textOf(items, "x-kubernetes-map-type") != "atomic")
            add(invalid(child(at, "x-kubernetes-map-type"), quoted(textOf(items, "x-kubernetes-map-type")),
                        "must be atomic as item of a list with x-kubernetes-list-type=set"));
        if (type == "array" && !textOf(items, listTypeName).empty() && textOf(items, listTypeName) != "atomic")
            add(invalid(child(at, listTypeName), quoted(textOf(items, listTypeName)),
                        "must be atomic as item of a list with x-kubernetes-list-type=set"));
        if (isTrue(items, "nullable"))
            add(forbidden(child(at, "nullable"), "cannot be nullable when x-kubernetes-list-type is set"));
    }

    void checkMapKeys(const Object& schema, const std::string& path, std::string_view list, const Object* items)
    {
        const data::Array* keys = listOf(schema, mapKeys);
        const std::string at = child(path, mapKeys);
        const bool any = keys && !keys->empty();
        if (any && list != "map")
            return add(invalid(child(path, listTypeName), quoted(list),
                               "must be map if x-kubernetes-list-map-keys is non-empty"));
        if (list != "map")
            return;
        if (!any)
            return add(required(at, "must not be empty if x-kubernetes-list-type is map"));
        if (!items || textOf(*items, "type") != "object")
            return add(invalid(child(child(path, "items"), "type"), quoted(items ? textOf(*items, "type") : ""),
                               "must be object if parent array's x-kubernetes-list-type is map"));
        const Object* properties = objectOf(*items, "properties");
        for (size_t i = 0; i < keys->size(); ++i) {
            const std::string_view name = data::stringAt((*keys)[i], {});
            const Object* property = properties ? objectOf(*properties, name) : nullptr;
            if (!property) {
                add(invalid(element(at, i), quoted(name), "entries must all be names of item properties"));
                continue;
            }
            if (const std::string_view type = textOf(*property, "type"); type == "array" || type == "object")
                add(invalid(element(at, i), quoted(name), "entries must be scalars"));
            if (!property->contains("default") && !lists(*items, "required", name))
                add(required(child(entry(child(child(path, "items"), "properties"), name), "default"),
                             "this property is in x-kubernetes-list-map-keys, so it must have a default or be a "
                             "required property"));
        }
    }

    /// Schemas that only add rules: they may not say what is structure, and name only fields that it has.
    void checkLogic(const Object& schema, std::string_view group, const std::string& path, bool intOrString, int depth)
    {
        const Value* value = schema.if_contains(group);
        if (!value)
            return;
        const auto one = [&](const Value& each, const std::string& at) {
            if (const Object* below = each.if_object())
                checkAdded(*below, schema, at, intOrString, depth + 1);
        };
        if (const data::Array* list = value->if_array()) {
            for (size_t i = 0; i < list->size(); ++i)
                one((*list)[i], element(child(path, group), i));
        } else {
            one(*value, child(path, group));
        }
    }

    void checkAdded(const Object& added, const Object& structure, const std::string& path, bool intOrString, int depth)
    {
        if (depth > deepest)
            return add(forbidden(path, "schemas may not be nested this deep"));
        for (const std::string_view name : structuralOnly) {
            // The choice between integer and string is written this way.
            if (!added.contains(name) || (name == "type" && intOrString) ||
                (name == "description" && textOf(added, name).empty()))
                continue;
            add(forbidden(child(path, name), name == "default" || name == "additionalProperties"
                                                 ? "must be undefined to be structural"
                                                 : "must be empty to be structural"));
        }
        checkRules(added, path);
        if (const Object* properties = objectOf(added, "properties")) {
            const Object* known = objectOf(structure, "properties");
            const Object* additional = objectOf(structure, "additionalProperties");
            for (const auto& member : *properties) {
                const Object* below = member.value().if_object();
                const Object* counterpart = known ? objectOf(*known, member.key()) : nullptr;
                if (!counterpart)
                    counterpart = additional;
                const std::string at = entry(child(path, "properties"), member.key());
                if (!counterpart && !isTrue(structure, preserveName))
                    add(required(at, "because it is defined in a part that only adds rules"));
                else if (below && counterpart)
                    checkAdded(*below, *counterpart, at, isTrue(*counterpart, intOrStringName), depth + 1);
            }
        }
        if (const Object* items = objectOf(added, "items"))
            if (const Object* counterpart = objectOf(structure, "items"))
                checkAdded(*items, *counterpart, child(path, "items"), isTrue(*counterpart, intOrStringName),
                           depth + 1);
        for (const std::string_view group : logicGroups) {
            const Value* value = added.if_contains(group);
            const auto below = [&](const Value& each, const std::string& at) {
                if (const Object* object = each.if_object())
                    checkAdded(*object, structure, at, intOrString, depth + 1);
            };
            if (!value)
                continue;
            if (const data::Array* list = value->if_array()) {
                for (size_t i = 0; i < list->size(); ++i)
                    below((*list)[i], element(child(path, group), i));
            } else {
                below(*value, child(path, group));
            }
        }
    }

    Problems m_problems;
};

} // namespace

Problems checkStructure(const Value& json, const std::string& path)
{
    Structure structure;
    if (json.is_object())
        structure.checkRoot(json.get_object(), path);
    return structure.take();
}

} // namespace skiff::api::custom
