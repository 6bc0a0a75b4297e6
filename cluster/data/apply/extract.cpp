#include "cluster/data/apply/extract.h"

#include "cluster/data/apply/place.h"
#include "cluster/data/apply/step_numbers.h"

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
            set.push(std::move(branch));
        }
        set.sort();
    }

    void extractElements(const Array& list, const Place& place, Kind kind, PathSet& set)
    {
        StepNumbers numbers;
        std::vector<std::vector<const Value*>> items; // of each step: more than one is a live object's fault
        for (const Value& item : list) {
            const auto step = place.step(item, kind, m_pool);
            if (!step.ok())
                continue;
            const size_t number = numbers.add(*step);
            items.resize(numbers.size());
            items[number].push_back(&item);
        }
        for (size_t i = 0; i < items.size(); ++i) {
            PathSet::Branch branch{numbers.at(i), true, {}};
            if (items[i].size() == 1)
                extract(*items[i].front(), place.element(), branch.below);
            set.push(std::move(branch));
        }
        set.sort();
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
