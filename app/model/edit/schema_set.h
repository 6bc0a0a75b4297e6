#pragma once

#include "app/model/edit/schema.h"

#include <map>

namespace skiff::model::edit {

/// Schemas of some group versions as the one of a cluster. A group version that is not among them is looked up
/// in `rest`. Immutable; any thread.
class SchemaSet final : public Schema
{
public:
    using ByVersion = std::map<std::string, std::shared_ptr<const Schema>>; ///< by apiVersion

    /// `kinds` is what the cluster serves; empty when it has not said: then `rest` tells.
    SchemaSet(ByVersion versions, std::vector<TypeName> kinds, std::shared_ptr<const Schema> rest);

    const data::ObjectType* find(const TypeName& name) const override;
    std::vector<TypeName> kinds() const override { return m_kinds; }
    ValueLimits limits(const data::Field& field) const override;

private:
    ByVersion m_versions;
    std::shared_ptr<const Schema> m_rest;
    std::vector<TypeName> m_kinds; ///< sorted
};

} // namespace skiff::model::edit
