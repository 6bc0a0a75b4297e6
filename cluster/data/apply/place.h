#pragma once

#include "cluster/data/apply/path.h"
#include "cluster/data/type_schema.h"

namespace skiff::data {

/// What a value is to apply, by where it stands in the schema. A small value type.
class Place
{
public:
    enum class Kind : uint8_t
    {
        Scalar,
        AtomicMap,  ///< an object or map that is owned as one value
        AtomicList, ///< a list that is owned as one value
        Fields,     ///< an object whose fields the schema names
        Map,        ///< a map whose entries are owned one by one
        Set,        ///< a list of distinct scalars
        KeyedList,  ///< a list of objects that are told apart by some of their fields
    };

    /// The root of an object of `type`.
    static Place of(const ObjectType& type);

    /// What `value` is here. Where the schema allows any JSON, the value says it.
    Kind kindFor(const Value& value) const;
    /// The place of member `name` of Fields or Map. Unknown fields hold any JSON.
    Place member(std::string_view name) const;
    /// The place of the elements of a list.
    Place element() const;

    /// True when the schema names the field, so that its being there is no decision of anyone.
    bool isNamed(std::string_view name) const;
    /// True when member `name` may be here at all.
    bool allows(std::string_view name) const;
    const TypeRef& type() const { return m_type; }

    /// The step to element `item` of a Set or KeyedList, with default keys filled in. InvalidArgument in
    /// Kubernetes' words when it has none.
    Result<const PathElement*> step(const Value& item, Kind list, PathPool& pool) const;

private:
    Place(TypeRef type, const Field* field) : m_type(type), m_field(field) {}

    TypeRef m_type;
    const Field* m_field = nullptr; ///< whose value stands here; nullptr for elements and map entries
};

} // namespace skiff::data
