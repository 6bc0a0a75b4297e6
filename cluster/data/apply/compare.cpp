#include "cluster/data/apply/compare.h"

#include "cluster/data/apply/place.h"
#include "cluster/data/apply/step_numbers.h"

#include <algorithm>

namespace skiff::data {

namespace {

using Kind = Place::Kind;

/// From here on members and elements are compared in order.
constexpr size_t many = 64;

bool isEmpty(const Value* value)
{
    return !value || value->is_null() || (value->is_object() && value->get_object().empty()) ||
           (value->is_array() && value->get_array().empty());
}

const Object* objectOf(const Value* value)
{
    return value ? value->if_object() : nullptr;
}

/// One comparison. Steps are interned only where something differs.
class Comparer
{
public:
    Comparer(PathPool& pool, Comparison& result) : m_pool(pool), m_result(result) {}

    /// At least one of both is there. The path leads to them.
    void compare(const Value* before, const Value* after, const Place& place)
    {
        const Kind kind = kindOf(before, after, place);
        const bool leaf = kind == Kind::Scalar || kind == Kind::AtomicMap || kind == Kind::AtomicList ||
                          (isEmpty(before) && isEmpty(after));
        if (leaf)
            return compareLeaf(before, after);
        if (!before)
            return addTree(m_result.added, *after, place);
        if (!after)
            return addTree(m_result.removed, *before, place);
        if (kind == Kind::Fields || kind == Kind::Map)
            compareMembers(objectOf(before), objectOf(after), place);
        else
            compareElements(before, after, place, kind);
    }

private:
    /// A step that is interned when it is needed.
    struct Step
    {
        std::string_view name;
        const PathElement* element = nullptr;
    };

    static Kind kindOf(const Value* before, const Value* after, const Place& place)
    {
        if (!before || before->is_null())
            return place.kindFor(after ? *after : *before);
        const Kind kind = place.kindFor(*before);
        // Any JSON may change from one kind to another: then it changed as a whole.
        return !after || after->is_null() || place.kindFor(*after) == kind ? kind : Kind::Scalar;
    }

    void compareLeaf(const Value* before, const Value* after)
    {
        if (!before)
            add(m_result.added);
        else if (!after)
            add(m_result.removed);
        else if (!equal(*before, *after))
            add(m_result.modified);
    }

    void compareMembers(const Object* before, const Object* after, const Place& place)
    {
        const Object none;
        const Object& old = before ? *before : none;
        const Object& next = after ? *after : none;
        if (old.size() + next.size() > many)
            return compareSorted(old, next, place);
        for (const auto& member : next)
            compareMember(member.key(), old.if_contains(member.key()), &member.value(), place);
        for (const auto& member : old)
            if (!next.contains(member.key()))
                compareMember(member.key(), &member.value(), nullptr, place);
    }

    /// In the order of the sets, so that a hundred thousand new members are put behind each other.
    void compareSorted(const Object& old, const Object& next, const Place& place)
    {
        std::vector<std::string_view> names;
        for (const auto& member : next)
            names.emplace_back(member.key());
        for (const auto& member : old)
            if (!next.contains(member.key()))
                names.emplace_back(member.key());
        std::sort(names.begin(), names.end());
        for (const std::string_view name : names)
            compareMember(name, old.if_contains(name), next.if_contains(name), place);
    }

    void compareMember(std::string_view name, const Value* before, const Value* after, const Place& place)
    {
        m_path.push_back({name});
        compare(before, after, place.member(name));
        m_path.pop_back();
    }

    struct Item
    {
        const PathElement* step;
        std::vector<const Value*> before;
        std::vector<const Value*> after;
    };

    struct Items
    {
        StepNumbers numbers;
        std::vector<Item> all;
    };

    void collect(const Value* list, const Place& place, Kind kind, Items& items,
                 std::vector<const Value*> Item::*side) const
    {
        if (!list || !list->is_array())
            return;
        for (const Value& value : list->get_array()) {
            const auto step = place.step(value, kind, m_pool);
            if (!step.ok())
                continue;
            const size_t number = items.numbers.add(*step);
            if (number == items.all.size())
                items.all.push_back({*step, {}, {}});
            (items.all[number].*side).push_back(&value);
        }
    }

    void compareElements(const Value* before, const Value* after, const Place& place, Kind kind)
    {
        if (before && after && equal(*before, *after))
            return;
        Items items;
        collect(before, place, kind, items, &Item::before);
        collect(after, place, kind, items, &Item::after);
        if (items.all.size() > many)
            std::sort(items.all.begin(), items.all.end(),
                      [](const Item& a, const Item& b) { return data::compare(*a.step, *b.step) < 0; });
        for (const Item& item : items.all) {
            m_path.push_back({{}, item.step});
            compareItem(item, place);
            m_path.pop_back();
        }
    }

    /// Elements that are there more than once count as one value.
    void compareItem(const Item& item, const Place& place)
    {
        const bool twiceBefore = item.before.size() > 1;
        const bool twiceAfter = item.after.size() > 1;
        const Value* before = item.before.empty() ? nullptr : item.before.front();
        const Value* after = item.after.empty() ? nullptr : item.after.front();
        if (!twiceBefore && !twiceAfter)
            return compare(before, after, place.element());
        if (twiceBefore && twiceAfter) {
            const bool same = std::equal(item.before.begin(), item.before.end(), item.after.begin(), item.after.end(),
                                         [](const Value* a, const Value* b) { return equal(*a, *b); });
            if (!same)
                add(m_result.modified);
        } else if (twiceBefore) {
            if (after)
                compare(nullptr, after, place.element());
            add(m_result.removed);
        } else {
            if (before)
                compare(before, nullptr, place.element());
            add(m_result.added);
        }
    }

    Path path()
    {
        Path path;
        path.reserve(m_path.size());
        for (Step& step : m_path) {
            if (!step.element)
                step.element = m_pool.field(step.name);
            path.push_back(step.element);
        }
        return path;
    }

    void add(PathSet& set)
    {
        if (!m_path.empty())
            set.insert(path());
    }

    /// Adds the path and everything below `value`.
    void addTree(PathSet& set, const Value& value, const Place& place)
    {
        const Path steps = path();
        if (steps.empty())
            set.add(treeOf(value, place));
        else
            set.insert(std::span(steps).first(steps.size() - 1), {steps.back(), true, treeOf(value, place)});
    }

    /// All paths below a value that is only on one side.
    PathSet treeOf(const Value& value, const Place& place)
    {
        PathSet set;
        const Kind kind = place.kindFor(value);
        if ((kind == Kind::Fields || kind == Kind::Map) && value.is_object()) {
            for (const auto& member : value.get_object())
                set.push({m_pool.field(member.key()), true, treeOf(member.value(), place.member(member.key()))});
            set.sort();
        } else if ((kind == Kind::Set || kind == Kind::KeyedList) && value.is_array()) {
            Items items;
            collect(&value, place, kind, items, &Item::after);
            for (const Item& item : items.all)
                set.push({item.step, true,
                          item.after.size() == 1 ? treeOf(*item.after.front(), place.element()) : PathSet()});
            set.sort();
        }
        return set;
    }

    PathPool& m_pool;
    Comparison& m_result;
    std::vector<Step> m_path;
};

} // namespace

Comparison compareObjects(const Value& before, const Value& after, const ObjectType& type, PathPool& pool)
{
    Comparison result;
    Comparer(pool, result).compare(&before, &after, Place::of(type));
    return result;
}

} // namespace skiff::data
