#include "cluster/data/apply/merge.h"

#include "cluster/data/apply/place.h"
#include "cluster/data/apply/step_numbers.h"

namespace skiff::data {

namespace {

using Kind = Place::Kind;

/// A list with the step to each of its elements.
struct Indexed
{
    std::vector<std::pair<const PathElement*, const Value*>> items;
    StepNumbers numbers;
    std::vector<size_t> counts; ///< by number

    void add(const PathElement* step, const Value& value)
    {
        items.emplace_back(step, &value);
        const size_t number = numbers.add(step);
        counts.resize(numbers.size());
        if (++counts[number] == 1)
            m_first.push_back(&value);
    }
    /// nullptr when `step` is absent or there twice: then nothing of it is merged.
    const Value* only(const PathElement* step) const
    {
        const auto number = numbers.find(step);
        return number && counts[*number] == 1 ? m_first[*number] : nullptr;
    }
    bool has(const PathElement* step) const { return numbers.find(step).has_value(); }

private:
    std::vector<const Value*> m_first; ///< by number
};

class Merger
{
public:
    explicit Merger(PathPool& pool) : m_pool(pool) {}

    Value merge(const Value* live, const Value& wanted, const Place& place) const
    {
        const Kind kind = place.kindFor(wanted);
        const bool maps =
            (kind == Kind::Fields || kind == Kind::Map) && wanted.is_object() && live && live->is_object();
        const bool lists =
            (kind == Kind::Set || kind == Kind::KeyedList) && wanted.is_array() && live && live->is_array();
        if (maps)
            return mergeMembers(live->get_object(), wanted.get_object(), place);
        if (lists)
            return mergeElements(live->get_array(), wanted.get_array(), place, kind);
        // Null where there is something to merge into means nothing is wanted of it.
        const bool merges = kind == Kind::Fields || kind == Kind::Map || kind == Kind::Set || kind == Kind::KeyedList;
        return merges && live && !live->is_null() && wanted.is_null() ? *live : wanted;
    }

private:
    Value mergeMembers(const Object& live, const Object& wanted, const Place& place) const
    {
        Object merged;
        merged.reserve(live.size() + wanted.size());
        for (const auto& member : live) {
            const Value* own = wanted.if_contains(member.key());
            merged.emplace(member.key(),
                           own ? merge(&member.value(), *own, place.member(member.key())) : member.value());
        }
        for (const auto& member : wanted)
            if (!live.contains(member.key()))
                merged.emplace(member.key(), merge(nullptr, member.value(), place.member(member.key())));
        return merged;
    }

    Indexed index(const Array& list, const Place& place, Kind kind) const
    {
        Indexed indexed;
        indexed.items.reserve(list.size());
        for (const Value& item : list)
            if (const auto step = place.step(item, kind, m_pool); step.ok())
                indexed.add(*step, item);
        return indexed;
    }

    /// What only the live list has keeps its place among the rest; what both have takes the configuration's order.
    Value mergeElements(const Array& live, const Array& wanted, const Place& place, Kind kind) const
    {
        const Indexed left = index(live, place, kind);
        const Indexed right = index(wanted, place, kind);
        Array merged;
        merged.reserve(left.items.size() + right.items.size());
        const std::vector<const PathElement*> due = sharedFrom(left, right);
        size_t l = 0;
        size_t r = 0;
        while (l < left.items.size() || r < right.items.size()) {
            const PathElement* own = l < left.items.size() ? left.items[l].first : nullptr;
            if (own && !right.has(own)) {
                merged.push_back(*left.items[l++].second);
                continue;
            }
            if (own && r < right.items.size() && own != right.items[r].first) {
                if (due[r] && due[r] != own) { // it comes where the configuration has it
                    ++l;
                    continue;
                }
            }
            const bool done =
                own && !(r < right.items.size() && own == right.items[r].first) && isBefore(right, own, r);
            if (r < right.items.size()) {
                const auto& [step, value] = right.items[r++];
                merged.push_back(merge(left.only(step), *value, place.element()));
                l += own == step || done;
            } else {
                ++l; // merged already
            }
        }
        return merged;
    }

    /// For each place of the right list the first element from there on that the left list has too.
    static std::vector<const PathElement*> sharedFrom(const Indexed& left, const Indexed& right)
    {
        std::vector<const PathElement*> due(right.items.size());
        const PathElement* next = nullptr;
        for (size_t i = right.items.size(); i-- > 0; due[i] = next)
            if (left.has(right.items[i].first))
                next = right.items[i].first;
        return due;
    }

    /// True when a list that has nothing twice has `step` in front of place `end`.
    static bool isBefore(const Indexed& list, const PathElement* step, size_t end)
    {
        const auto place = list.numbers.find(step);
        return place && *place < end;
    }

    PathPool& m_pool;
};

} // namespace

Value mergeConfiguration(const Value& live, const Value& configuration, const ObjectType& type, PathPool& pool)
{
    return Merger(pool).merge(&live, configuration, Place::of(type));
}

} // namespace skiff::data
