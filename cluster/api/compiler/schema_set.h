#pragma once

#include "cluster/api/resource.h"
#include "cluster/base/result.h"
#include "cluster/data/type_schema.h"
#include "cluster/data/value.h"

#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace skiff::api {

/// Turns schema data (resources/api, see its README) into linked object types and resources, and
/// owns them. The build prints such a set as constant tables; at run time the same serves types
/// that only then become known. Built on one thread: add() each file, then link() once; immutable
/// and free for all threads from then on.
class SchemaSet
{
public:
    SchemaSet() = default;
    SchemaSet(const SchemaSet&) = delete;
    SchemaSet& operator=(const SchemaSet&) = delete;

    /// Reads one file's content; `document` must live until link(). InvalidArgument names what is wrong.
    Status add(const data::Value& document);
    /// Resolves the types that fields and resources name. InvalidArgument names the first that is missing.
    Status link();

    /// All types, sorted by name, and all resources in the order they were added.
    std::span<const data::ObjectType> types() const { return m_types; }
    std::span<const Resource> resources() const { return m_resources; }
    const data::ObjectType* findType(std::string_view name) const;

private:
    struct Source ///< a part of a document that waits for link()
    {
        std::string package;
        const data::Object* object;
    };
    struct ResourceSource : Source
    {
        std::string_view group;
        std::string_view version;
    };

    std::string_view keep(std::string_view text);
    std::span<const std::string_view> keepStrings(const data::Value* list);
    const data::TypeRef* keepReference(const data::TypeRef& reference);

    Status readType(const Source& source, data::ObjectType& type);
    Result<data::Field> readField(const std::string& package, std::string_view name, const data::Value& value);
    Result<data::TypeRef> readReference(const std::string& package, std::string_view text);
    Status readResource(const ResourceSource& source, Resource& resource);
    Status readSubresources(const ResourceSource& source, Resource& resource);
    void readColumns(const data::Object& object, Resource& resource);
    void readFieldLabels(const data::Object& object, Resource& resource);
    const data::ObjectType* findKindType(std::string_view group, std::string_view version, std::string_view kind) const;

    std::map<std::string, Source> m_typeSources; ///< by full name
    std::vector<ResourceSource> m_resourceSources;
    std::map<std::pair<std::string, std::string>, std::string> m_packages; ///< group and version → package

    std::unordered_set<std::string> m_strings; ///< node based: views stay valid
    std::deque<std::vector<std::string_view>> m_stringLists;
    std::deque<data::TypeRef> m_references;
    std::deque<std::vector<data::Field>> m_fields;
    std::deque<std::vector<Subresource>> m_subresources;
    std::deque<std::vector<Column>> m_columns;
    std::deque<std::vector<FieldLabel>> m_fieldLabels;
    std::vector<data::ObjectType> m_types;
    std::vector<Resource> m_resources;
};

} // namespace skiff::api
