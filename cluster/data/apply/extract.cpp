#include "cluster/data/apply/extract.h"

#include "cluster/data/apply/place.h"

#include <algorithm>

namespace skiff::data {

namespace {

using Kind = Place::Kind;

class Extractor
{
public:
    explicit Extractor(PathPool& pool) : m_pool(pool) {}

    /// Adds what is below `value` to `set`; true when the value is one leaf itself.
    bool extract(const Value& value, const Place& place, PathSet& set)
    {
        const Kind kind = place.kindFor(value);
        switch (kind) {
        case Kind::Scalar:
        case Kind::AtomicMap:
        case Kind::AtomicList:
            return true;
        case Kind::Fields:
        case Kind::Map:
            if (value.is_object())
                extractMembers(value.get_object(), place, set);
            return false;
        case Kind::Set:
        case Kind::KeyedList:
            if (value.is_array())
                extractElements(value.get_array(), place, kind, set);
            return false;
        }
        return true;
    }

private:
    void extractMembers(const Object& object, const Place& place, PathSet& set)
    {
        for (const auto& member : object) {
            const Value& value = member.value();
            PathSet::Branch branch{m_pool.field(member.key()), false, {}};
            const bool leaf = extract(value, place.member(member.key()), branch.below);
            const bool empty = value.is_null() || (value.is_object() && value.get_object().empty());
            branch.member = leaf || empty || !place.isNamed(member.key());
            set.append(std::move(branch));
        }
    }

    void extractElements(const Array& list, const Place& place, Kind kind, PathSet& set)
    {
        std::vector<const PathElement*> steps;
        steps.reserve(list.size());
        for (const Value& item : list) {
            const auto step = place.step(item, kind, m_pool);
            steps.push_back(step.ok() ? *step : nullptr);
        }
        for (size_t i = 0; i < list.size(); ++i) {
            if (!steps[i])
                continue;
            PathSet::Branch branch{steps[i], true, {}};
            if (std::count(steps.begin(), steps.end(), steps[i]) == 1)
                extract(list[i], place.element(), branch.below);
            set.append(std::move(branch));
        }
    }

    PathPool& m_pool;
};

PathSet withNamed(const PathSet& set, const Place& place)
{
    PathSet result;
    for (const PathSet::Branch& branch : set.branches()) {
        const bool field = branch.element->kind == PathElement::Kind::Field;
        const bool named = field && place.isNamed(branch.element->text) && !branch.below.empty();
        const Place inner = field ? place.member(branch.element->text) : place.element();
        result.append({branch.element, branch.member || named, withNamed(branch.below, inner)});
    }
    return result;
}

} // namespace

PathSet fieldsOf(const Value& object, const ObjectType& type, PathPool& pool)
{
    PathSet set;
    Extractor(pool).extract(object, Place::of(type), set);
    return set;
}

PathSet withNamedFields(const PathSet& set, const ObjectType& type)
{
    return withNamed(set, Place::of(type));
}

} // namespace skiff::data
