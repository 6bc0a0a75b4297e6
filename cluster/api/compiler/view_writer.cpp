#include "cluster/api/compiler/view_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <set>
#include <unordered_map>

namespace skiff::api {
namespace {

using data::TypeKind;

char upper(char c)
{
    return static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
}

std::string capitalised(std::string_view text)
{
    std::string out(text);
    out[0] = upper(out[0]);
    return out;
}

/// "PodSpec" → "pod_spec", "HTTPGetAction" → "http_get_action".
std::string snakeCase(std::string_view name)
{
    std::string out;
    for (size_t i = 0; i < name.size(); ++i) {
        const bool isUpper = std::isupper(static_cast<unsigned char>(name[i]));
        const bool afterLower = i > 0 && !std::isupper(static_cast<unsigned char>(name[i - 1]));
        const bool beforeLower = i + 1 < name.size() && std::islower(static_cast<unsigned char>(name[i + 1]));
        if (isUpper && i > 0 && (afterLower || beforeLower))
            out += '_';
        out += static_cast<char>(std::tolower(static_cast<unsigned char>(name[i])));
    }
    return out;
}

/// The field's name as a C++ function.
std::string accessor(std::string_view field)
{
    static const std::set<std::string_view> words{"namespace", "template", "operator", "default", "continue", "class",
                                                  "export",    "protected", "public",  "private", "register", "signed"};
    std::string out(field);
    std::replace_if(out.begin(), out.end(), [](unsigned char c) { return !std::isalnum(c); }, '_');
    return words.contains(field) || field == "node" ? out + "_" : out;
}

class ViewWriter
{
public:
    explicit ViewWriter(const SchemaSet& schemas) : m_schemas(schemas) { nameTypes(); }

    std::map<std::string, std::string> write()
    {
        std::map<std::string, std::string> files;
        for (const data::ObjectType& type : m_schemas.types())
            files[snakeCase(m_names.at(&type)) + ".h"] = writeHeader(type);
        return files;
    }

private:
    static std::string_view shortName(std::string_view name) { return name.substr(name.rfind('.') + 1); }
    static std::string_view package(std::string_view name) { return name.substr(0, name.find('.')); }

    /// The plain name where it is free; core, meta and apps choose first.
    void nameTypes()
    {
        std::set<std::string_view> taken;
        const auto isFirst = [](std::string_view name) {
            const std::string_view of = package(name);
            return of == "core" || of == "meta" || of == "apps";
        };
        for (const bool first : {true, false}) {
            for (const data::ObjectType& type : m_schemas.types()) {
                if (isFirst(type.name) != first)
                    continue;
                const std::string_view name = shortName(type.name);
                const bool free = taken.insert(name).second;
                m_names[&type] = free ? std::string(name) : capitalised(package(type.name)) + std::string(name);
            }
        }
    }

    /// The C++ type that a list or map holds, or that an accessor without presence returns.
    std::string elementType(const data::TypeRef& type) const
    {
        switch (type.kind) {
        case TypeKind::Boolean: return "bool";
        case TypeKind::Int32:
        case TypeKind::Int64:
        case TypeKind::UInt32:
        case TypeKind::UInt64:
        case TypeKind::Enum: return "int64_t";
        case TypeKind::Double:
        case TypeKind::Float: return "double";
        case TypeKind::IntOrString: return "IntOrStringView";
        case TypeKind::Raw: return "data::Node";
        case TypeKind::Object: return m_names.at(type.object) + "View";
        case TypeKind::List: return fmt::format("ListView<{}>", elementType(*type.element));
        case TypeKind::Map: return fmt::format("MapView<{}>", elementType(*type.element));
        case TypeKind::String:
        case TypeKind::Bytes:
        case TypeKind::Quantity:
        case TypeKind::Time:
        case TypeKind::MicroTime: break;
        }
        return "std::string_view";
    }

    /// Without the descriptions: a better word in the schema should not rebuild all that reads a kind.
    std::string writeAccessor(const data::Field& field) const
    {
        const std::string name = accessor(field.name), type = elementType(field.type);
        if (type == "int64_t" || type == "double") {
            return fmt::format("    std::optional<{}> {}() const {{ return m_node[\"{}\"].as{}(); }}\n", type, name,
                               field.name, type == "double" ? "Double" : "Int");
        }
        std::string out = fmt::format("    {} {}() const {{ return detail::read<{}>(m_node[\"{}\"]); }}\n", type, name,
                                      type, field.name);
        if (type == "bool")
            out += fmt::format("    bool has{}() const {{ return m_node[\"{}\"].isBool(); }}\n", capitalised(name),
                               field.name);
        return out;
    }

    static const data::ObjectType* objectIn(const data::TypeRef& type)
    {
        return type.element ? objectIn(*type.element) : type.object;
    }

    std::string writeHeader(const data::ObjectType& type) const
    {
        std::set<std::string> includes; // types that contain themselves are declared before their own members
        std::string accessors;
        for (const data::Field& field : type.fields) {
            if (const data::ObjectType* object = objectIn(field.type); object && object != &type)
                includes.insert(snakeCase(m_names.at(object)));
            accessors += writeAccessor(field);
        }
        std::string out = "// Made by skiff-api-compiler from resources/api.\n#pragma once\n\n"
                          "#include \"cluster/api/views/view.h\"\n";
        for (const std::string& each : includes)
            out += fmt::format("#include \"cluster/api/views/{}.h\"\n", each);
        const std::string name = m_names.at(&type) + "View";
        out += fmt::format("\nnamespace skiff::api {{\n\n/// {}.\nclass {} : public ObjectView\n{{\npublic:\n"
                           "    using ObjectView::ObjectView;\n\n{}}};\n\n}} // namespace skiff::api\n",
                           type.name, name, accessors);
        return out;
    }

    const SchemaSet& m_schemas;
    std::unordered_map<const data::ObjectType*, std::string> m_names;
};

} // namespace

std::map<std::string, std::string> writeViews(const SchemaSet& schemas)
{
    return ViewWriter(schemas).write();
}

} // namespace skiff::api
