#include "app/model/edit/open_api_schema.h"

#include <algorithm>
#include <array>

namespace skiff::model::edit {

namespace {

constexpr std::string_view RefPrefix = "#/components/schemas/";
constexpr int DeepestNesting = 64; ///< of schemas inside schemas, which a hostile server could make endless

bool flag(const data::Object& schema, std::string_view name)
{
    const data::Value* value = schema.if_contains(name);
    return value && value->is_bool() && value->get_bool();
}

std::string_view text(const data::Object& schema, std::string_view name)
{
    const data::Value* value = schema.if_contains(name);
    return value && value->is_string() ? std::string_view(value->get_string()) : std::string_view();
}

std::optional<double> number(const data::Object& schema, std::string_view name)
{
    const data::Value* value = schema.if_contains(name);
    return value && value->is_number() ? std::optional(value->to_number<double>()) : std::nullopt;
}

const data::Object* objectIn(const data::Object& schema, std::string_view name)
{
    const data::Value* value = schema.if_contains(name);
    return value && value->is_object() ? &value->get_object() : nullptr;
}

/// The schema's name that a schema refers to, also when it does so through allOf; empty: none.
std::string_view reference(const data::Object& schema)
{
    std::string_view name = text(schema, "$ref");
    if (const data::Value* all = schema.if_contains("allOf");
        name.empty() && all && all->is_array() && all->get_array().size() == 1 && all->get_array()[0].is_object())
        name = text(all->get_array()[0].get_object(), "$ref");
    return name.starts_with(RefPrefix) ? name.substr(RefPrefix.size()) : std::string_view();
}

/// Types of Kubernetes itself, whose documents give the zero of each Go member as its default.
bool isGenerated(std::string_view name)
{
    constexpr std::array<std::string_view, 4> prefixes{"io.k8s.api.", "io.k8s.apimachinery.",
                                                       "io.k8s.apiextensions-apiserver.", "io.k8s.kube-aggregator."};
    return std::any_of(prefixes.begin(), prefixes.end(), [name](auto prefix) { return name.starts_with(prefix); });
}

bool isZero(const data::Value& value)
{
    return value.is_null() || (value.is_string() && value.get_string().empty()) ||
           (value.is_object() && value.get_object().empty()) || (value.is_number() && value.to_number<double>() == 0);
}

/// Schemas of apimachinery that are scalars in JSON.
std::optional<data::TypeKind> wellKnown(std::string_view name)
{
    using data::TypeKind;
    if (name.ends_with(".resource.Quantity"))
        return TypeKind::Quantity;
    if (name.ends_with(".intstr.IntOrString"))
        return TypeKind::IntOrString;
    if (name.ends_with(".meta.v1.Time"))
        return TypeKind::Time;
    if (name.ends_with(".meta.v1.MicroTime"))
        return TypeKind::MicroTime;
    if (name.ends_with(".runtime.RawExtension") || name.ends_with(".meta.v1.FieldsV1") || name.ends_with(".v1.JSON") ||
        name.ends_with(".v1.JSONSchemaPropsOrBool") || name.ends_with(".v1.JSONSchemaPropsOrArray") ||
        name.ends_with(".v1.JSONSchemaPropsOrStringArray"))
        return TypeKind::Raw;
    return std::nullopt;
}

} // namespace

/// Compiles the schemas of one document.
class OpenApiSchema::Compiler
{
public:
    Compiler(OpenApiSchema& to, const data::Object& schemas) : m_to(to), m_schemas(schemas) {}

    const data::ObjectType* named(std::string_view name)
    {
        if (const auto found = m_done.find(name); found != m_done.end())
            return found->second;
        const data::Object* schema = objectIn(m_schemas, name);
        if (!schema)
            return nullptr;
        data::ObjectType& type = m_to.m_types.emplace_back();
        type.name = keep(name);
        m_done.emplace(type.name, &type);
        m_waiting.emplace_back(&type, schema); // types refer to each other in chains and rings of any length
        return &type;
    }

    /// Fills the types that named() promised.
    void finish()
    {
        while (!m_waiting.empty()) {
            const auto [type, schema] = m_waiting.back();
            m_waiting.pop_back();
            m_generated = isGenerated(type->name);
            fill(*type, *schema, 0);
        }
    }

private:
    std::string_view keep(std::string_view text) { return *m_to.m_strings.emplace(text).first; }

    std::span<const std::string_view> keepStrings(const data::Value* list)
    {
        if (!list || !list->is_array())
            return {};
        std::vector<std::string_view>& kept = m_to.m_stringLists.emplace_back();
        for (const data::Value& each : list->get_array())
            if (each.is_string())
                kept.push_back(keep(each.get_string()));
        return kept;
    }

    void fill(data::ObjectType& type, const data::Object& schema, int depth)
    {
        type.description = keep(text(schema, "description"));
        type.atomic = text(schema, "x-kubernetes-map-type") == "atomic";
        type.preserveUnknown = flag(schema, "x-kubernetes-preserve-unknown-fields");
        std::vector<data::Field>& fields = m_to.m_fields.emplace_back();
        std::map<std::string_view, ValueLimits> limits;
        const data::Object* properties = objectIn(schema, "properties");
        if (properties)
            for (const auto& [name, property] : *properties)
                if (property.is_object()) {
                    fields.push_back(field(name, property.get_object(), depth));
                    if (const ValueLimits limit = limitsOf(property.get_object()); !limit.none())
                        limits.emplace(fields.back().name, limit);
                }
        std::sort(fields.begin(), fields.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
        if (const data::Value* required = schema.if_contains("required"); required && required->is_array())
            for (data::Field& each : fields)
                each.required = std::any_of(
                    required->get_array().begin(), required->get_array().end(), [&each](const data::Value& name) {
                        return name.is_string() && std::string_view(name.get_string()) == each.name;
                    });
        for (const data::Field& each : fields) // which stay where they are now
            if (const auto limit = limits.find(each.name); limit != limits.end())
                m_to.m_limits.emplace(&each, limit->second);
        type.fields = fields;
    }

    static ValueLimits limitsOf(const data::Object& schema)
    {
        return {number(schema, "minimum"), number(schema, "maximum"), number(schema, "minLength"),
                number(schema, "maxLength"), std::string(text(schema, "pattern"))};
    }
    data::Field field(std::string_view name, const data::Object& schema, int depth)
    {
        data::Field field;
        field.name = keep(name);
        field.type = typeOf(schema, depth + 1);
        field.description = keep(text(schema, "description"));
        const data::Object* items = objectIn(schema, "items");
        field.enumValues = keepStrings((items && items->contains("enum") ? *items : schema).if_contains("enum"));
        field.atomicMap = text(schema, "x-kubernetes-map-type") == "atomic";
        const std::string_view list = text(schema, "x-kubernetes-list-type");
        field.listType = list == "map"   ? data::ListType::Map
                         : list == "set" ? data::ListType::Set
                                         : data::ListType::Atomic;
        field.listMapKeys = keepStrings(schema.if_contains("x-kubernetes-list-map-keys"));
        field.mergeKey = keep(text(schema, "x-kubernetes-patch-merge-key"));
        field.nullable = flag(schema, "nullable");
        if (const data::Value* value = schema.if_contains("default"); value && !(m_generated && isZero(*value)))
            field.defaultJson = keep(data::toJson(*value));
        return field;
    }

    const data::TypeRef* keepReference(const data::TypeRef& type) { return &m_to.m_references.emplace_back(type); }

    data::TypeRef typeOf(const data::Object& schema, int depth)
    {
        using data::TypeKind;
        if (depth > DeepestNesting)
            return {};
        if (const std::string_view name = reference(schema); !name.empty()) {
            if (const auto known = wellKnown(name))
                return {*known, nullptr, nullptr};
            return referred(name, depth);
        }
        const std::string_view type = text(schema, "type");
        if (flag(schema, "x-kubernetes-int-or-string") || text(schema, "format") == "int-or-string")
            return {TypeKind::IntOrString, nullptr, nullptr};
        if (type == "string")
            return {text(schema, "format") == "byte"        ? TypeKind::Bytes
                    : text(schema, "format") == "date-time" ? TypeKind::Time
                                                            : TypeKind::String,
                    nullptr, nullptr};
        if (type == "boolean")
            return {TypeKind::Boolean, nullptr, nullptr};
        if (type == "integer")
            return {text(schema, "format") == "int32" ? TypeKind::Int32 : TypeKind::Int64, nullptr, nullptr};
        if (type == "number")
            return {TypeKind::Double, nullptr, nullptr};
        if (type == "array") {
            const data::Object* items = objectIn(schema, "items");
            return {TypeKind::List, nullptr, keepReference(items ? typeOf(*items, depth + 1) : data::TypeRef{})};
        }
        if (const data::Object* values = objectIn(schema, "additionalProperties");
            values && !schema.contains("properties"))
            return {TypeKind::Map, nullptr, keepReference(typeOf(*values, depth + 1))};
        if (schema.contains("properties")) {
            data::ObjectType& inner = m_to.m_types.emplace_back();
            inner.name = "object";
            fill(inner, schema, depth);
            return {TypeKind::Object, &inner, nullptr};
        }
        return {};
    }

    /// A named schema may also be a scalar or a list.
    data::TypeRef referred(std::string_view name, int depth)
    {
        const data::Object* schema = objectIn(m_schemas, name);
        if (!schema)
            return {};
        const std::string_view type = text(*schema, "type");
        const bool object =
            schema->contains("properties") || ((type == "object" || type.empty()) &&
                                               !schema->contains("additionalProperties") && !schema->contains("oneOf"));
        if (object)
            return {data::TypeKind::Object, named(name), nullptr};
        // Once for all who refer to it; while it is made, it is unknown to itself.
        const auto [known, fresh] = m_aliases.emplace(name, data::TypeRef{});
        if (fresh)
            known->second = typeOf(*schema, depth + 1);
        return known->second;
    }

    OpenApiSchema& m_to;
    const data::Object& m_schemas;
    std::unordered_map<std::string_view, const data::ObjectType*> m_done;
    std::map<std::string_view, data::TypeRef> m_aliases; ///< named schemas that are no objects
    std::vector<std::pair<data::ObjectType*, const data::Object*>> m_waiting;
    bool m_generated = false; ///< the type that is filled comes from Go, where each member has a zero
};

Status OpenApiSchema::add(const data::Value& document)
{
    const data::Value* schemas = data::find(document, {"components", "schemas"});
    if (!schemas || !schemas->is_object())
        return Error{ErrorCode::InvalidArgument, "the document has no components.schemas: it is not OpenAPI v3"};
    Compiler compiler(*this, schemas->get_object());
    for (const auto& [name, schema] : schemas->get_object()) {
        const data::Value* kinds =
            schema.is_object() ? schema.get_object().if_contains("x-kubernetes-group-version-kind") : nullptr;
        // Options and lists speak for many groups; what is written in files is one kind of one.
        if (!kinds || !kinds->is_array() || kinds->get_array().size() != 1)
            continue;
        const data::Value& kind = kinds->get_array()[0];
        const std::string group(data::stringAt(kind, {"group"}));
        const std::string version(data::stringAt(kind, {"version"}));
        const TypeName type{group.empty() ? version : group + "/" + version,
                            std::string(data::stringAt(kind, {"kind"}))};
        m_kinds.insert_or_assign(type, compiler.named(name));
    }
    compiler.finish();
    if (const data::Value* paths = data::find(document, {"paths"}); paths && paths->is_object())
        for (const auto& [path, item] : paths->get_object()) {
            const data::Value* kind = data::find(item, {"post", "x-kubernetes-group-version-kind"});
            if (!kind || std::string_view(path).find("{name}") != std::string_view::npos)
                continue;
            const std::string group(data::stringAt(*kind, {"group"}));
            const std::string version(data::stringAt(*kind, {"version"}));
            m_creatable[{group.empty() ? version : group + "/" + version,
                         std::string(data::stringAt(*kind, {"kind"}))}] = true;
        }
    return {};
}

const data::ObjectType* OpenApiSchema::find(const TypeName& name) const
{
    const auto found = m_kinds.find(name);
    return found == m_kinds.end() ? nullptr : found->second;
}

std::vector<TypeName> OpenApiSchema::kinds() const
{
    std::vector<TypeName> kinds;
    for (const auto& [name, type] : m_kinds)
        if (m_creatable.contains(name))
            kinds.push_back(name);
    return kinds;
}

ValueLimits OpenApiSchema::limits(const data::Field& field) const
{
    const auto found = m_limits.find(&field);
    return found == m_limits.end() ? ValueLimits{} : found->second;
}

} // namespace skiff::model::edit
