#include "app/model/edit/schema_set.h"

#include <algorithm>

namespace skiff::model::edit {

SchemaSet::SchemaSet(ByVersion versions, std::vector<TypeName> kinds, std::shared_ptr<const Schema> rest)
    : m_versions(std::move(versions)), m_rest(std::move(rest)), m_kinds(std::move(kinds))
{
    if (m_kinds.empty() && m_rest)
        m_kinds = m_rest->kinds();
    for (const auto& [apiVersion, schema] : m_versions)
        for (TypeName& name : schema->kinds())
            m_kinds.push_back(std::move(name));
    std::sort(m_kinds.begin(), m_kinds.end());
    m_kinds.erase(std::unique(m_kinds.begin(), m_kinds.end()), m_kinds.end());
}

const data::ObjectType* SchemaSet::find(const TypeName& name) const
{
    const auto version = m_versions.find(name.apiVersion);
    const Schema* schema = version != m_versions.end() ? version->second.get() : m_rest.get();
    return schema ? schema->find(name) : nullptr;
}

ValueLimits SchemaSet::limits(const data::Field& field) const
{
    // A field belongs to one of them; the others do not know it.
    for (const auto& [apiVersion, schema] : m_versions)
        if (ValueLimits limits = schema->limits(field); !limits.none())
            return limits;
    return {};
}

} // namespace skiff::model::edit
