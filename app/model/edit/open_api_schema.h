#pragma once

#include "app/model/edit/schema.h"

#include <deque>
#include <map>
#include <unordered_map>
#include <unordered_set>

namespace skiff::model::edit {

/// The types of a cluster, compiled from the documents of its /openapi/v3: custom resources and
/// kinds of add-ons included. Built on one thread, then immutable.
class OpenApiSchema final : public Schema
{
public:
    OpenApiSchema() = default;
    OpenApiSchema(const OpenApiSchema&) = delete;
    OpenApiSchema& operator=(const OpenApiSchema&) = delete;

    /// Takes the schemas of one group version's document in. InvalidArgument when it is no OpenAPI v3 document.
    Status add(const data::Value& document);

    const data::ObjectType* find(const TypeName& name) const override;
    std::vector<TypeName> kinds() const override;
    ValueLimits limits(const data::Field& field) const override;

private:
    class Compiler;

    std::unordered_set<std::string> m_strings; ///< node based: views stay valid
    std::deque<data::ObjectType> m_types;
    std::deque<std::vector<data::Field>> m_fields;
    std::deque<data::TypeRef> m_references;
    std::deque<std::vector<std::string_view>> m_stringLists;
    std::map<TypeName, const data::ObjectType*> m_kinds;
    std::map<TypeName, bool> m_creatable;
    std::unordered_map<const data::Field*, ValueLimits> m_limits;
};

} // namespace skiff::model::edit
