#pragma once

#include "cluster/api/custom/schema.h"
#include "cluster/data/type_schema.h"

#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace skiff::api::custom {

/// Makes object types of schemas, and owns them: the tables that apply, field owners and completion work from.
/// The schemas must outlive it. Immutable once all was added; any thread.
class TypeTables
{
public:
    TypeTables() = default;
    TypeTables(const TypeTables&) = delete;
    TypeTables& operator=(const TypeTables&) = delete;

    /// The type of a custom kind's objects, with kind, apiVersion and metadata; `name` is "io.ex.v1.Gadget".
    const data::ObjectType* addKind(std::string_view name, const Schema& schema);
    /// The type of its lists.
    const data::ObjectType* addList(std::string_view name, const data::ObjectType& items);

    std::string_view keep(std::string text) { return m_texts.emplace_back(std::move(text)); }

private:
    data::TypeRef reference(const Schema& schema, const std::string& name);
    const data::ObjectType* object(const Schema& schema, const std::string& name, bool withHead);
    data::Field field(std::string_view name, const Schema& schema, const std::string& owner);
    const data::TypeRef* keepReference(data::TypeRef reference) { return &m_references.emplace_back(reference); }

    std::deque<std::string> m_texts;
    std::deque<std::vector<std::string_view>> m_textLists;
    std::deque<data::TypeRef> m_references;
    std::deque<std::vector<data::Field>> m_fields;
    std::deque<data::ObjectType> m_types;
};

} // namespace skiff::api::custom
