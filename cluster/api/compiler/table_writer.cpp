#include "cluster/api/compiler/table_writer.h"

#include <fmt/format.h>

#include <array>
#include <unordered_map>

namespace skiff::api {
namespace {

constexpr std::array<std::string_view, 18> KindWords{
    "String", "Boolean", "Int32", "Int64", "UInt32", "UInt64", "Double", "Float", "Enum",
    "Bytes", "IntOrString", "Quantity", "Time", "MicroTime", "Raw", "Object", "List", "Map"};

std::string quoted(std::string_view text)
{
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            out += '\\';
        out += c;
    }
    return out + "\"sv";
}

/// Collects one array for each record type; a span becomes (start, length) in its array.
class TableWriter
{
public:
    explicit TableWriter(const SchemaSet& schemas) : m_schemas(schemas)
    {
        for (const data::ObjectType& type : schemas.types())
            m_typeIndex.emplace(&type, m_typeIndex.size());
    }

    std::string write()
    {
        std::string types, resources;
        for (const data::ObjectType& type : m_schemas.types())
            types += writeType(type);
        for (const Resource& resource : m_schemas.resources())
            resources += writeResource(resource);
        std::string out = "// Made by skiff-api-compiler from resources/api.\n"
                          "#include \"cluster/api/resource.h\"\n\n";
        out += open("skiff::api");
        out += typeArrays(types);
        addArray(out, "Subresource", "Subresources", m_subresourceCount, m_subresources);
        addArray(out, "Column", "Columns", m_columnCount, m_columns);
        addArray(out, "FieldLabel", "FieldLabels", m_fieldLabelCount, m_fieldLabels);
        addArray(out, "Resource", "Resources", m_schemas.resources().size(), resources);
        return out + "} // namespace\n\n"
                     "std::span<const Resource> builtinResources()\n{\n    return Resources;\n}\n\n"
                     "std::span<const data::ObjectType> builtinTypes()\n{\n    return Types;\n}\n\n"
                     "} // namespace skiff::api\n";
    }

    std::string writeMessages(const std::string& nameSpace)
    {
        std::string types;
        for (const data::ObjectType& type : m_schemas.types())
            types += writeType(type);
        return "// Made by skiff-api-compiler.\n#include \"cluster/data/type_schema.h\"\n\n" + open(nameSpace) +
               typeArrays(types) +
               fmt::format("}} // namespace\n\nstd::span<const data::ObjectType> messageTypes()\n{{\n    return Types;\n}}\n\n"
                           "}} // namespace {}\n",
                           nameSpace);
    }

private:
    static std::string open(const std::string& nameSpace)
    {
        return "using namespace std::string_view_literals;\n\nnamespace " + nameSpace +
               " {\nnamespace {\n\nusing data::Field;\nusing data::ListType;\nusing data::ObjectType;\nusing data::TypeRef;\n"
               "using K = data::TypeKind;\n\n";
    }

    static void addArray(std::string& out, std::string_view type, std::string_view name, size_t count,
                         std::string_view rows)
    {
        if (count)
            out += fmt::format("constinit const {} {}[{}] = {{\n{}}};\n\n", type, name, count, rows);
    }

    /// The arrays of types and of what they refer to; `types` are their rows.
    std::string typeArrays(const std::string& types) const
    {
        const size_t count = m_schemas.types().size();
        std::string out = fmt::format("extern const ObjectType Types[{}];\n", count);
        if (!m_referenceIndex.empty())
            out += fmt::format("extern const TypeRef References[{}];\n", m_referenceIndex.size());
        out += '\n';
        addArray(out, "std::string_view", "Strings", m_stringCount, m_strings);
        addArray(out, "TypeRef", "References", m_referenceIndex.size(), m_references);
        addArray(out, "Field", "Fields", m_fieldCount, m_fields);
        addArray(out, "ObjectType", "Types", count, types);
        return out;
    }

    std::string typePointer(const data::ObjectType* type) const
    {
        return type ? fmt::format("&Types[{}]", m_typeIndex.at(type)) : "nullptr";
    }

    /// "{kind, object, element}" of a reference.
    std::string reference(const data::TypeRef& type)
    {
        const std::string_view kind = KindWords[static_cast<size_t>(type.kind)];
        if (type.element)
            return fmt::format("{{K::{}, nullptr, &References[{}]}}", kind, element(*type.element));
        return type.object ? fmt::format("{{K::{}, {}}}", kind, typePointer(type.object))
                           : fmt::format("{{K::{}}}", kind);
    }

    size_t element(const data::TypeRef& type)
    {
        const std::string text = reference(type);
        const auto [it, added] = m_referenceIndex.try_emplace(text, m_referenceIndex.size());
        if (added)
            m_references += text + ",\n";
        return it->second;
    }

    std::string strings(std::span<const std::string_view> list)
    {
        if (list.empty())
            return "{}";
        for (const std::string_view each : list)
            m_strings += quoted(each) + ",\n";
        m_stringCount += list.size();
        return fmt::format("{{&Strings[{}], {}}}", m_stringCount - list.size(), list.size());
    }

    void addField(const data::Field& field)
    {
        static constexpr std::array<std::string_view, 3> ListWords{"Atomic", "Set", "Map"};
        m_fields += fmt::format("{{{}, {}, {}, {}, ListType::{}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}}},\n",
                                quoted(field.name), reference(field.type), field.required, field.atomicMap,
                                ListWords[static_cast<size_t>(field.listType)], field.patchStrategy,
                                quoted(field.mergeKey), strings(field.listMapKeys), strings(field.enumValues),
                                quoted(field.defaultJson), field.protoNumber, field.protoParent,
                                quoted(field.description), field.nullable, field.always, quoted(field.initialJson));
        ++m_fieldCount;
    }

    std::string writeType(const data::ObjectType& type)
    {
        const size_t first = m_fieldCount;
        for (const data::Field& field : type.fields)
            addField(field);
        const std::string fields =
            type.fields.empty() ? "{}" : fmt::format("{{&Fields[{}], {}}}", first, type.fields.size());
        return fmt::format("{{{}, {}, {}, {}, {}}},\n", quoted(type.name), fields, type.atomic, type.preserveUnknown,
                           quoted(type.description));
    }

    std::string writeResource(const Resource& resource)
    {
        const auto span = [](std::string_view array, size_t end, size_t count) {
            return count ? fmt::format("{{&{}[{}], {}}}", array, end - count, count) : std::string("{}");
        };
        for (const Subresource& each : resource.subresources) {
            m_subresources += fmt::format("{{{}, {}, {}, {}, {}, {}}},\n", quoted(each.name), quoted(each.group),
                                          quoted(each.version), quoted(each.kind), each.verbs, typePointer(each.type));
        }
        for (const Column& each : resource.columns) {
            m_columns += fmt::format("{{{}, {}, {}, {}, {}}},\n", quoted(each.name), quoted(each.type),
                                     quoted(each.format), quoted(each.description), each.priority);
        }
        for (const FieldLabel& each : resource.fieldLabels)
            m_fieldLabels += fmt::format("{{{}, {}}},\n", quoted(each.label), quoted(each.path));
        m_subresourceCount += resource.subresources.size();
        m_columnCount += resource.columns.size();
        m_fieldLabelCount += resource.fieldLabels.size();
        return fmt::format(
            "{{{}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}}},\n", quoted(resource.group),
            quoted(resource.version), quoted(resource.kind), quoted(resource.listKind), quoted(resource.plural),
            quoted(resource.singular), strings(resource.shortNames), strings(resource.categories),
            quoted(resource.storageVersionHash), resource.namespaced, resource.volatileWrites, resource.verbs,
            typePointer(resource.type), span("Subresources", m_subresourceCount, resource.subresources.size()),
            span("Columns", m_columnCount, resource.columns.size()),
            span("FieldLabels", m_fieldLabelCount, resource.fieldLabels.size()));
    }

    const SchemaSet& m_schemas;
    std::unordered_map<const data::ObjectType*, size_t> m_typeIndex;
    std::unordered_map<std::string, size_t> m_referenceIndex;
    std::string m_strings, m_references, m_fields, m_subresources, m_columns, m_fieldLabels;
    size_t m_stringCount = 0, m_fieldCount = 0, m_subresourceCount = 0, m_columnCount = 0, m_fieldLabelCount = 0;
};

} // namespace

std::string writeTables(const SchemaSet& schemas)
{
    return TableWriter(schemas).write();
}

std::string writeMessageTables(const SchemaSet& schemas, const std::string& nameSpace)
{
    return TableWriter(schemas).writeMessages(nameSpace);
}

} // namespace skiff::api
