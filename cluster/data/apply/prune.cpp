#include "cluster/data/apply/prune.h"

#include "cluster/data/apply/extract.h"
#include "cluster/data/apply/place.h"

namespace skiff::data {

namespace {

using Kind = Place::Kind;

class Remover
{
public:
    explicit Remover(PathPool& pool) : m_pool(pool) {}

    /// Null when nothing is left.
    Value remove(const Value& value, const PathSet& fields, const Place& place) const
    {
        if (fields.empty())
            return value;
        const Kind kind = place.kindFor(value);
        switch (kind) {
        case Kind::Scalar:
        case Kind::AtomicMap:
        case Kind::AtomicList:
            return value;
        case Kind::Fields:
        case Kind::Map:
            return value.is_object() ? removeMembers(value.get_object(), fields, place) : value;
        case Kind::Set:
        case Kind::KeyedList:
            return value.is_array() ? removeElements(value.get_array(), fields, place, kind) : value;
        }
        return value;
    }

private:
    Value removeMembers(const Object& object, const PathSet& fields, const Place& place) const
    {
        Object kept;
        kept.reserve(object.size());
        for (const auto& member : object) {
            const PathSet::Branch* branch = fields.find(m_pool.field(member.key()));
            if (branch && branch->member)
                continue;
            Value value = branch ? remove(member.value(), branch->below, place.member(member.key())) : member.value();
            kept.emplace(member.key(), std::move(value));
        }
        return kept.empty() && !object.empty() ? Value() : Value(std::move(kept));
    }

    Value removeElements(const Array& list, const PathSet& fields, const Place& place, Kind kind) const
    {
        Array kept;
        for (const Value& item : list) {
            const auto step = place.step(item, kind, m_pool);
            const PathSet::Branch* branch = step.ok() ? fields.find(*step) : nullptr;
            if (branch && branch->member)
                continue;
            kept.push_back(branch ? remove(item, branch->below, place.element()) : item);
        }
        return kept.empty() && !list.empty() ? Value() : Value(std::move(kept));
    }

    PathPool& m_pool;
};

PathSet namedFieldsOf(const Value& object, const ObjectType& type, PathPool& pool)
{
    return withNamedFields(fieldsOf(object, type, pool), type);
}

} // namespace

Value withoutFields(const Value& object, const PathSet& fields, const ObjectType& type, PathPool& pool)
{
    Value rest = Remover(pool).remove(object, fields, Place::of(type));
    return rest.is_null() ? Value(Object()) : rest;
}

Value withoutLast(const Value& merged, const PathSet& last, const ObjectType& type, PathPool& pool)
{
    return withoutFields(merged, withNamedFields(last, type), type, pool);
}

Value withOwned(const Value& merged, const Value& pruned, const PathSet& owned, const ObjectType& type, PathPool& pool)
{
    const PathSet kept = PathSet::unite(namedFieldsOf(pruned, type, pool), withNamedFields(owned, type));
    return withoutFields(merged, PathSet::subtract(namedFieldsOf(merged, type, pool), kept), type, pool);
}

Value withNeverHad(const Value& merged, const Value& pruned, const PathSet& last, const ObjectType& type,
                   PathPool& pool)
{
    const PathSet gone = PathSet::subtract(namedFieldsOf(merged, type, pool), namedFieldsOf(pruned, type, pool));
    return withoutFields(merged, PathSet::intersect(gone, withNamedFields(last, type)), type, pool);
}

} // namespace skiff::data
