#include "cluster/api/compiler/schema_set.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace skiff::api {
namespace {

using data::TypeKind;

struct KindName
{
    std::string_view name;
    TypeKind kind;
};

constexpr std::array<KindName, 14> KindNames{{
    {"string", TypeKind::String},
    {"boolean", TypeKind::Boolean},
    {"int32", TypeKind::Int32},
    {"int64", TypeKind::Int64},
    {"double", TypeKind::Double},
    {"bytes", TypeKind::Bytes},
    {"intOrString", TypeKind::IntOrString},
    {"quantity", TypeKind::Quantity},
    {"time", TypeKind::Time},
    {"microTime", TypeKind::MicroTime},
    {"any", TypeKind::Raw},
    {"uint32", TypeKind::UInt32},
    {"uint64", TypeKind::UInt64},
    {"enum", TypeKind::Enum},
}};

struct VerbName
{
    std::string_view name;
    Verb verb;
};

constexpr std::array<VerbName, 8> VerbNames{{
    {"create", VerbCreate},
    {"delete", VerbDelete},
    {"deletecollection", VerbDeleteCollection},
    {"get", VerbGet},
    {"list", VerbList},
    {"patch", VerbPatch},
    {"update", VerbUpdate},
    {"watch", VerbWatch},
}};

Error wrong(std::string message)
{
    return {ErrorCode::InvalidArgument, std::move(message)};
}

std::string_view stringIn(const data::Object& object, std::string_view key)
{
    const data::Value* value = object.if_contains(key);
    return value && value->is_string() ? std::string_view(value->get_string()) : std::string_view();
}

bool flagIn(const data::Object& object, std::string_view key)
{
    const data::Value* value = object.if_contains(key);
    return value && value->is_bool() && value->get_bool();
}

/// Keys that nobody reads are mistyped keys.
Status checkKeys(const data::Object& object, std::initializer_list<std::string_view> known)
{
    for (const auto& member : object) {
        if (std::find(known.begin(), known.end(), std::string_view(member.key())) == known.end())
            return wrong(fmt::format("unknown key \"{}\"", std::string_view(member.key())));
    }
    return {};
}

Result<uint16_t> readVerbs(const data::Value* list)
{
    uint16_t verbs = 0;
    if (!list || !list->is_array())
        return wrong("verbs are missing");
    for (const data::Value& each : list->get_array()) {
        const std::string_view word = data::stringAt(each, {});
        const auto it = std::find_if(VerbNames.begin(), VerbNames.end(), [&](const auto& v) { return v.name == word; });
        if (it == VerbNames.end())
            return wrong(fmt::format("unknown verb \"{}\"", word));
        verbs |= it->verb;
    }
    return verbs;
}

Result<uint8_t> readPatchStrategy(std::string_view text)
{
    if (text.empty() || text == "replace")
        return uint8_t(data::PatchReplace);
    if (text == "merge")
        return uint8_t(data::PatchMerge);
    if (text == "retainKeys")
        return uint8_t(data::PatchRetainKeys);
    if (text == "merge,retainKeys")
        return uint8_t(data::PatchMerge | data::PatchRetainKeys);
    return wrong(fmt::format("unknown patch strategy \"{}\"", text));
}

Result<data::ListType> readListType(std::string_view text)
{
    if (text.empty() || text == "atomic")
        return data::ListType::Atomic;
    if (text == "set")
        return data::ListType::Set;
    if (text == "map")
        return data::ListType::Map;
    return wrong(fmt::format("unknown list type \"{}\"", text));
}

/// Numbers are written as 3, or as [2, 3]: field 3 of the message that is field 2.
Status readProtoNumber(const data::Value* value, data::Field& field)
{
    if (!value)
        return {};
    if (value->is_array() && value->get_array().size() == 2) {
        field.protoParent = static_cast<uint16_t>(data::intAt(value->get_array()[0], {}));
        value = &value->get_array()[1];
    }
    field.protoNumber = static_cast<uint16_t>(data::intAt(*value, {}));
    return field.protoNumber ? Status() : wrong("bad protobuf number");
}

} // namespace

Status SchemaSet::add(const data::Value& document)
{
    if (!document.is_object())
        return wrong("the file is no object");
    const data::Object& root = document.get_object();
    SKIFF_TRY(checkKeys(root, {"group", "version", "package", "resources", "types"}));
    const std::string package(stringIn(root, "package"));
    if (package.empty())
        return wrong("the package is missing");
    const std::string_view group = keep(stringIn(root, "group"));
    const std::string_view version = keep(stringIn(root, "version"));
    m_packages[{std::string(group), std::string(version)}] = package;
    if (const data::Value* types = root.if_contains("types"); types && types->is_object()) {
        for (const auto& member : types->get_object()) {
            const std::string name = package + "." + std::string(member.key());
            if (!member.value().is_object() ||
                !m_typeSources.try_emplace(name, Source{package, &member.value().get_object()}).second)
                return wrong(fmt::format("type {}: no object, or there twice", name));
        }
    }
    if (const data::Value* resources = root.if_contains("resources"); resources && resources->is_array()) {
        for (const data::Value& each : resources->get_array()) {
            if (!each.is_object())
                return wrong(fmt::format("{}: a resource is no object", package));
            m_resourceSources.push_back({{package, &each.get_object()}, group, version});
        }
    }
    return {};
}

Status SchemaSet::link()
{
    m_types.resize(m_typeSources.size()); // from here on their addresses stay
    size_t index = 0;
    for (const auto& [name, source] : m_typeSources)
        m_types[index++].name = keep(name);
    index = 0;
    for (const auto& [name, source] : m_typeSources) {
        if (auto status = readType(source, m_types[index++]); !status.ok())
            return status.error().in(name);
    }
    m_resources.resize(m_resourceSources.size());
    for (size_t i = 0; i < m_resources.size(); ++i) {
        if (auto status = readResource(m_resourceSources[i], m_resources[i]); !status.ok())
            return status.error().in(fmt::format("resource {}", stringIn(*m_resourceSources[i].object, "plural")));
    }
    return {};
}

const data::ObjectType* SchemaSet::findType(std::string_view name) const
{
    const auto it =
        std::lower_bound(m_types.begin(), m_types.end(), name,
                         [](const data::ObjectType& type, std::string_view wanted) { return type.name < wanted; });
    return it != m_types.end() && it->name == name ? &*it : nullptr;
}

std::string_view SchemaSet::keep(std::string_view text)
{
    return *m_strings.emplace(text).first;
}

std::span<const std::string_view> SchemaSet::keepStrings(const data::Value* list)
{
    if (!list || !list->is_array() || list->get_array().empty())
        return {};
    auto& strings = m_stringLists.emplace_back();
    for (const data::Value& each : list->get_array())
        strings.push_back(keep(data::stringAt(each, {})));
    return strings;
}

const data::TypeRef* SchemaSet::keepReference(const data::TypeRef& reference)
{
    return &m_references.emplace_back(reference);
}

Status SchemaSet::readType(const Source& source, data::ObjectType& type)
{
    SKIFF_TRY(checkKeys(*source.object, {"atomic", "preserveUnknown", "description", "fields"}));
    type.atomic = flagIn(*source.object, "atomic");
    type.preserveUnknown = flagIn(*source.object, "preserveUnknown");
    type.description = keep(stringIn(*source.object, "description"));
    const data::Value* fields = source.object->if_contains("fields");
    if (!fields || !fields->is_object())
        return wrong("fields are missing");
    auto& list = m_fields.emplace_back();
    for (const auto& member : fields->get_object()) {
        auto field = readField(source.package, keep(member.key()), member.value());
        if (!field.ok())
            return field.error().in(fmt::format("field {}", std::string_view(member.key())));
        list.push_back(*field);
    }
    std::sort(list.begin(), list.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    type.fields = list;
    return {};
}

Result<data::Field> SchemaSet::readField(const std::string& package, std::string_view name, const data::Value& value)
{
    if (!value.is_object())
        return wrong("no object");
    const data::Object& object = value.get_object();
    SKIFF_TRY(checkKeys(object, {"type", "required", "atomic", "listType", "keys", "patch", "mergeKey", "enum",
                                 "default", "initial", "nullable", "always", "proto", "description"}));
    data::Field field;
    field.name = name;
    SKIFF_TRY_ASSIGN(field.type, readReference(package, stringIn(object, "type")));
    field.required = flagIn(object, "required");
    field.atomicMap = flagIn(object, "atomic");
    SKIFF_TRY_ASSIGN(field.listType, readListType(stringIn(object, "listType")));
    SKIFF_TRY_ASSIGN(field.patchStrategy, readPatchStrategy(stringIn(object, "patch")));
    field.mergeKey = keep(stringIn(object, "mergeKey"));
    field.listMapKeys = keepStrings(object.if_contains("keys"));
    field.enumValues = keepStrings(object.if_contains("enum"));
    if (const data::Value* schemaDefault = object.if_contains("default"))
        field.defaultJson = keep(data::toJson(*schemaDefault));
    const data::Value* initial = object.if_contains("initial");
    field.initialJson = initial ? keep(data::toJson(*initial)) : field.defaultJson;
    field.always = flagIn(object, "always");
    field.nullable = flagIn(object, "nullable");
    SKIFF_TRY(readProtoNumber(object.if_contains("proto"), field));
    field.description = keep(stringIn(object, "description"));
    if ((field.listType == data::ListType::Map) == field.listMapKeys.empty())
        return wrong("list type \"map\" and keys go together");
    return field;
}

Result<data::TypeRef> SchemaSet::readReference(const std::string& package, std::string_view text)
{
    if (text.starts_with("[]") || text.starts_with("{}")) {
        SKIFF_TRY_ASSIGN(const data::TypeRef element, readReference(package, text.substr(2)));
        return data::TypeRef{text[0] == '[' ? TypeKind::List : TypeKind::Map, nullptr, keepReference(element)};
    }
    for (const KindName& each : KindNames) {
        if (each.name == text)
            return data::TypeRef{each.kind};
    }
    const data::ObjectType* type = findType(package + "." + std::string(text));
    if (!type)
        type = findType(text);
    if (!type)
        return wrong(fmt::format("unknown type \"{}\"", text));
    return data::TypeRef{TypeKind::Object, type};
}

Status SchemaSet::readResource(const ResourceSource& source, Resource& resource)
{
    const data::Object& object = *source.object;
    SKIFF_TRY(checkKeys(object, {"kind", "plural", "singular", "namespaced", "shortNames", "categories",
                                 "storageVersionHash", "volatile", "verbs", "subresources", "columns", "fieldLabels"}));
    resource.group = source.group;
    resource.version = source.version;
    resource.kind = keep(stringIn(object, "kind"));
    resource.listKind = keep(std::string(resource.kind) + "List");
    resource.plural = keep(stringIn(object, "plural"));
    resource.singular = keep(stringIn(object, "singular"));
    resource.shortNames = keepStrings(object.if_contains("shortNames"));
    resource.categories = keepStrings(object.if_contains("categories"));
    resource.storageVersionHash = keep(stringIn(object, "storageVersionHash"));
    resource.namespaced = flagIn(object, "namespaced");
    resource.volatileWrites = flagIn(object, "volatile");
    SKIFF_TRY_ASSIGN(resource.verbs, readVerbs(object.if_contains("verbs")));
    resource.type = findType(source.package + "." + std::string(resource.kind));
    if (!resource.type || resource.plural.empty())
        return wrong(fmt::format("kind \"{}\" has no type, or the plural is missing", resource.kind));
    readColumns(object, resource);
    readFieldLabels(object, resource);
    return readSubresources(source, resource);
}

Status SchemaSet::readSubresources(const ResourceSource& source, Resource& resource)
{
    const data::Value* list = source.object->if_contains("subresources");
    if (!list || !list->is_array())
        return {};
    auto& subresources = m_subresources.emplace_back();
    for (const data::Value& each : list->get_array()) {
        const data::Object& object = each.as_object();
        SKIFF_TRY(checkKeys(object, {"name", "group", "version", "kind", "verbs"}));
        Subresource subresource;
        subresource.name = keep(stringIn(object, "name"));
        subresource.kind = keep(stringIn(object, "kind"));
        const bool own = !object.contains("version");
        subresource.group = own ? source.group : keep(stringIn(object, "group"));
        subresource.version = own ? source.version : keep(stringIn(object, "version"));
        SKIFF_TRY_ASSIGN(subresource.verbs, readVerbs(object.if_contains("verbs")));
        if (subresource.verbs & (VerbCreate | VerbUpdate | VerbPatch)) // else its answer is no object (log)
            subresource.type = findKindType(subresource.group, subresource.version, subresource.kind);
        subresources.push_back(subresource);
    }
    resource.subresources = subresources;
    return {};
}

void SchemaSet::readColumns(const data::Object& object, Resource& resource)
{
    const data::Value* list = object.if_contains("columns");
    if (!list || !list->is_array())
        return;
    auto& columns = m_columns.emplace_back();
    for (const data::Value& each : list->get_array()) {
        columns.push_back({keep(data::stringAt(each, {"name"})), keep(data::stringAt(each, {"type"})),
                           keep(data::stringAt(each, {"format"})), keep(data::stringAt(each, {"description"})),
                           static_cast<int32_t>(data::intAt(each, {"priority"}))});
    }
    resource.columns = columns;
}

/// A label is written as its name, or as {"label": "path"} where the two differ.
void SchemaSet::readFieldLabels(const data::Object& object, Resource& resource)
{
    const data::Value* list = object.if_contains("fieldLabels");
    if (!list || !list->is_array())
        return;
    auto& labels = m_fieldLabels.emplace_back();
    for (const data::Value& each : list->get_array()) {
        if (each.is_string())
            labels.push_back({keep(each.get_string()), keep(each.get_string())});
        else if (each.is_object())
            for (const auto& alias : each.get_object())
                labels.push_back({keep(alias.key()), keep(data::stringAt(alias.value(), {}))});
    }
    resource.fieldLabels = labels;
}

const data::ObjectType* SchemaSet::findKindType(std::string_view group, std::string_view version,
                                                std::string_view kind) const
{
    const auto package = m_packages.find({std::string(group), std::string(version)});
    return package == m_packages.end() ? nullptr : findType(package->second + "." + std::string(kind));
}

} // namespace skiff::api
